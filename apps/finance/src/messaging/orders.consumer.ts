import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@shop/contracts-orders';
import { bookFact } from '../use-cases/book-fact.ts';
import type { FinanceScope } from '../use-cases/finance-work.ts';

const CancelledForSettlement = need(OrderCancelled, { orderId: true });

@Injectable()
export class OrdersConsumer {
  @On(CancelledForSettlement, { consumer: 'finance.settlement' })
  cancelled({ orderId }: Received<typeof CancelledForSettlement>, scope: FinanceScope) {
    return bookFact({ orderId, fact: { type: 'cancelled' } }, scope);
  }
}
