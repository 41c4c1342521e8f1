import { readFileSync } from 'node:fs';
import { PriceOrder } from '@shop/contracts-pricing';
import { describe, expect, test } from 'vitest';
import { pricingService } from './pricing-service.ts';

const service = await pricingService();
const lines = linesOf('ordinary');

const saidAbout = async (orderId: string) =>
  (await service.rows('holdfast.outbox'))
    .filter(({ key }) => key === orderId)
    .map(({ headers, payload }) => ({ type: headers.ce_type, ...JSON.parse(String(payload)) }));

describe('an order to be priced', () => {
  test('of the examples costs 129.90 EUR', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(PriceOrder, { orderId, lines });

    expect(await saidAbout(orderId)).toMatchObject([
      { type: 'pricing.order-priced.v1', orderId, totals: { gross: { amount: 12_990, currency: 'EUR' } } },
    ]);
  });

  test.each([
    ['unknown-article', ['samovar']],
    ['two-currencies', ['mug', 'gift-card']],
  ])('is refused because of %s', async (reason, articles) => {
    const orderId = crypto.randomUUID();
    await service.hear(PriceOrder, { orderId, lines: linesOf(reason) });

    expect(await saidAbout(orderId)).toEqual([{ type: 'pricing.pricing-refused.v1', orderId, reason, articles }]);
  });

  test('with the most that may be ordered has a price', async () => {
    const orderId = crypto.randomUUID();
    const most = Array.from({ length: 100 }, () => ({ article: 'teapot', quantity: 1_000 }));
    await service.hear(PriceOrder, { orderId, lines: most });

    expect(await saidAbout(orderId)).toMatchObject([{ type: 'pricing.order-priced.v1' }]);
  });

  test('is answered with the same when it is asked for again, and quoted once', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(PriceOrder, { orderId, lines });
    await service.hear(PriceOrder, { orderId, lines });

    const [first, second] = await saidAbout(orderId);
    expect(second).toEqual(first);
    expect((await service.rows('pricing.quotes')).filter((quote) => quote.order_id === orderId)).toHaveLength(1);
  });
});

function linesOf(example: string): PriceOrder['lines'] {
  const file = new URL(`../../../examples/orders/${example}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).lines;
}
