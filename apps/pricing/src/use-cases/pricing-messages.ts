import type { OrderPriced, PricingRefused } from '@shop/contracts-pricing';
import type { Priced, Refused } from '../domain/price.ts';
import type { Quote } from '../domain/quote.ts';

export function orderPriced({ orderId, priceList }: Quote, { totals, lines }: Priced): OrderPriced {
  return { orderId, totals, lines: [...lines], priceList };
}

export function pricingRefused({ orderId }: Quote, { reason, articles }: Refused): PricingRefused {
  return { orderId, reason, articles: [...articles] };
}
