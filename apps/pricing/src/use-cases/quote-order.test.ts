import { money } from '@holdfast/contract-kit/money';
import { memoryScope } from '@holdfast/work/testing';
import { OrderPriced, PricingRefused } from '@shop/contracts-pricing';
import { describe, expect, test } from 'vitest';
import { aQuote, orderId, ordinaryLines, priceList, unknownLines } from '../../test/a-quote.ts';
import { PriceList } from '../domain/price-list.ts';
import { MemoryQuoteStore } from './memory-quote-store.ts';
import { quoteOrder } from './quote-order.ts';

const aScope = () => memoryScope({ quotes: new MemoryQuoteStore() });

describe('quoting an order', () => {
  test('says what it costs', async () => {
    const scope = aScope();
    await quoteOrder({ orderId, lines: ordinaryLines, priceList }, scope);
    const { outcome: _, ...priced } = aQuote().price;

    expect(scope.published).toEqual([{ message: OrderPriced, data: { orderId, ...priced, priceList: 'spring' } }]);
  });

  test('says why it has no price', async () => {
    const scope = aScope();
    await quoteOrder({ orderId, lines: unknownLines, priceList }, scope);

    expect(scope.published).toEqual([
      { message: PricingRefused, data: { orderId, reason: 'unknown-article', articles: ['samovar'] } },
    ]);
  });

  test('says the same again to who asks again, also when the price list is another one by then', async () => {
    const scope = aScope();
    const dearer = new PriceList('summer', new Map([['mug', { net: money(9900, 'EUR'), taxBasisPoints: 1900 }]]));
    await quoteOrder({ orderId, lines: ordinaryLines, priceList }, scope);
    await quoteOrder({ orderId, lines: ordinaryLines, priceList: dearer }, scope);

    expect(scope.published[1]).toEqual(scope.published[0]);
  });
});
