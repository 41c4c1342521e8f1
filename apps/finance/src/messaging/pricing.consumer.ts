import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { OrderPriced } from '@shop/contracts-pricing';
import { bookFact } from '../use-cases/book-fact.ts';
import type { FinanceScope } from '../use-cases/finance-work.ts';

const PricedForSettlement = need(OrderPriced, { orderId: true, totals: { net: true, tax: true }, lines: true });

@Injectable()
export class PricingConsumer {
  @On(PricedForSettlement, { consumer: 'finance.settlement' })
  priced({ orderId, totals, lines }: Received<typeof PricedForSettlement>, scope: FinanceScope) {
    return bookFact({ orderId, fact: { type: 'priced', ...totals, lines } }, scope);
  }
}
