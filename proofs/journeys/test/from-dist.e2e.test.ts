import { expect, test } from 'vitest';
import { pricedExactlyOnce } from '../src/priced-exactly-once.ts';
import { shopFor } from '../src/shop-for.ts';

// `check` builds before it runs this; alone, run `npm run build` first.
test('both services run from dist, as in production, and price an order', async (context) => {
  const shop = await shopFor(context, { built: true });

  const placed = await shop.place();
  const { status } = await shop.until(placed);

  expect(status).toBe('priced');
  expect(await pricedExactlyOnce(shop, [placed.subject])).toEqual([]);
});
