import { expect, test } from 'vitest';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { killSeries } from '../src/kill-series.ts';
import { streamOrders } from '../src/order-stream.ts';
import { breakOutside } from '../src/outside-faults.ts';
import { shopFor } from '../src/shop-for.ts';
import { untilInLedger } from '../src/until-in-ledger.ts';

// Before its call, after the answer, in the conclusion, and after it.
const points = ['effects.leased', 'effects.answered', 'effects.learned', 'effects.concluding', 'effects.concluded'];

test('notifications is killed around its call: every customer has one mail', async (context) => {
  const series = killSeries();
  const shop = await shopFor(context, series.options);

  const stream = streamOrders(shop, { perSecond: 1 });
  await series.killAtEach(shop, 'notifications', points, { withinMs: 120_000 });
  const accepted = [...(await stream.end())];

  await breakOutside(shop, 'mail', { withholdAnswer: 1, times: 1 });
  const { subject } = await shop.place();
  await untilInLedger(shop, 'message', subject);
  expect(shop.kill('notifications')).toBe(true);

  await expectShopHolds(shop, [...accepted, subject], { withinMs: 120_000 });
});
