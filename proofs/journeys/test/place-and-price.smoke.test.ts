import { test, expect } from 'vitest';
import { pricedExactlyOnce } from '../src/priced-exactly-once.ts';
import { shopFor } from '../src/shop-for.ts';

test('an order is placed, priced, and found again under its id', async (context) => {
  const shop = await shopFor(context);

  const placed = await shop.place();
  const progress = await shop.until(placed);

  expect(progress).toMatchObject({
    status: 'priced',
    steps: [
      { name: 'place', service: 'orders' },
      { name: 'price', service: 'pricing' },
    ],
  });
  expect(await pricedExactlyOnce(shop, [placed.subject])).toEqual([]);
});
