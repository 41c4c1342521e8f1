import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { PriceOrder } from '@shop/contracts-pricing';
import { PriceList } from '../domain/price-list.ts';
import { quoteOrder } from '../use-cases/quote-order.ts';
import type { PricingScope } from '../use-cases/pricing-work.ts';

// #region quote
const OrderToQuote = need(PriceOrder, { orderId: true, lines: true });

@Injectable()
export class OrdersConsumer {
  constructor(private readonly priceList: PriceList) {}

  @On(OrderToQuote, { consumer: 'pricing.quotes' })
  quote({ orderId, lines }: Received<typeof OrderToQuote>, scope: PricingScope) {
    return quoteOrder({ orderId, lines, priceList: this.priceList }, scope);
  }
}
// #endregion
