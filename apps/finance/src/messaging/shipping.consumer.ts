import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { bookFact } from '../use-cases/book-fact.ts';
import type { FinanceScope } from '../use-cases/finance-work.ts';

const DispatchedForSettlement = need(ShipmentDispatched, { orderId: true, lines: true, trackingNumber: true });

@Injectable()
export class ShippingConsumer {
  @On(DispatchedForSettlement, { consumer: 'finance.settlement' })
  dispatched({ orderId, lines, trackingNumber }: Received<typeof DispatchedForSettlement>, scope: FinanceScope) {
    return bookFact({ orderId, fact: { type: 'dispatched', lines, trackingNumber } }, scope);
  }
}
