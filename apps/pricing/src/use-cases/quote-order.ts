import { useCase } from '@holdfast/work';
import { OrderPriced, PricingRefused } from '@shop/contracts-pricing';
import type { PriceList } from '../domain/price-list.ts';
import { price, type Line } from '../domain/price.ts';
import type { Quote } from '../domain/quote.ts';
import { orderPriced, pricingRefused } from './pricing-messages.ts';
import type { PricingScope } from './pricing-work.ts';

export interface QuoteOrder {
  readonly orderId: string;
  readonly lines: readonly Line[];
  readonly priceList: PriceList;
}

export const quoteOrder = useCase(
  'pricing.quote-order',
  async ({ orderId, lines, priceList }: QuoteOrder, { quotes, publish, now }: PricingScope) => {
    const quote = { orderId, price: price(lines, priceList), priceList: priceList.name, quotedAt: now };
    say(await quotes.keep(quote), publish);
  },
);

function say(quote: Quote, publish: PricingScope['publish']) {
  switch (quote.price.outcome) {
    case 'priced':
      return publish(OrderPriced, orderPriced(quote, quote.price));
    case 'refused':
      return publish(PricingRefused, pricingRefused(quote, quote.price));
  }
}
