import { join } from 'node:path';
import { serviceForTest } from '@holdfast/service/testing';
import { PriceOrder } from '@shop/contracts-pricing';
import { describe, expect, test } from 'vitest';
import { PricingConfig } from '../src/config.ts';
import { PricingModule } from '../src/pricing.module.ts';
import { ordinaryLines, unknownLines } from './a-quote.ts';

const service = await serviceForTest(PricingModule, {
  folder: join(import.meta.dirname, '..'),
  config: PricingConfig,
  environment: { PRICE_LIST_FILE: join(import.meta.dirname, 'price-list.json') },
});
const lines = ordinaryLines;
const twoCurrencies = [
  { article: 'mug', quantity: 1 },
  { article: 'gift-card', quantity: 1 },
];

describe('an order to be priced', () => {
  test('costs what its price list says, and the tax', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(PriceOrder, { orderId, lines });

    expect(await service.saidAbout(orderId)).toMatchObject([
      { type: 'pricing.order-priced.v1', orderId, totals: { gross: { amount: 12_990, currency: 'EUR' } } },
    ]);
  });

  test.each([
    ['unknown-article', unknownLines, ['samovar']],
    ['two-currencies', twoCurrencies, ['mug', 'gift-card']],
  ])('is refused because of %s', async (reason, asked, articles) => {
    const orderId = crypto.randomUUID();
    await service.hear(PriceOrder, { orderId, lines: asked });

    expect(await service.saidAbout(orderId)).toEqual([
      { type: 'pricing.pricing-refused.v1', orderId, reason, articles },
    ]);
  });

  test('with the most that may be ordered has a price', async () => {
    const orderId = crypto.randomUUID();
    const most = Array.from({ length: 100 }, () => ({ article: 'teapot', quantity: 1_000 }));
    await service.hear(PriceOrder, { orderId, lines: most });

    expect(await service.saidAbout(orderId)).toMatchObject([{ type: 'pricing.order-priced.v1' }]);
  });

  test('is answered with the same when it is asked for again, and quoted once', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(PriceOrder, { orderId, lines });
    await service.hear(PriceOrder, { orderId, lines });

    const [first, second] = await service.saidAbout(orderId);
    expect(second).toEqual(first);
    expect((await service.rows('pricing.quotes')).filter((quote) => quote.order_id === orderId)).toHaveLength(1);
  });
});
