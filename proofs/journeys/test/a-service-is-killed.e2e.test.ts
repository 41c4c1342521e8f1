import { join } from 'node:path';
import { loadSystem } from '@holdfast/system-model';
import { seeded } from '@holdfast/testkit';
import { describe, expect, test } from 'vitest';
import { idsIn } from '../src/evidence/evidence.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { killSeries } from '../src/kill-series.ts';
import { streamOrders } from '../src/order-stream.ts';
import { sharedShop } from '../src/shared-shop.ts';

const { services } = await loadSystem(join(import.meta.dirname, '../../..'));

// In the order in which an order's messages pass them. Each start of the victim is killed at the next one.
const messagePoints = [
  'work.committing',
  'work.committed',
  'relay.selected',
  'relay.acked',
  'relay.deleted',
  'consumer.received',
  'consumer.handled',
  'consumer.committed',
  'consumer.acknowledged',
];
const effectPoints = [
  'effects.leased',
  'effects.answered',
  'effects.learned',
  'effects.concluding',
  'effects.concluded',
];

// A kill takes as long as Kafka needs to miss a member. So a run does every second point of each service, the other half by
// another seed, and neighbours have different halves: every run does every point.
const half = seeded('a-service-is-killed').integer(0, 1);
const victims = services.map(({ name, outside = [] }, index) => ({
  name,
  points: [
    ...messagePoints.filter((_, place) => (place + index + half) % 2 === 0),
    ...(outside.length === 0 ? [] : effectPoints),
  ].map((point) => `${point}#3`), // The third time, so that work is under way before and after.
}));

const pairs = victims.slice(0, Math.ceil(victims.length / 2)).map((victim, index) => {
  const other = victims[index + Math.ceil(victims.length / 2)];
  const pair = other === undefined ? [victim] : [victim, other];
  return { pair, who: pair.map(({ name }) => name).join(' and ') };
});

const series = killSeries();
const theShop = sharedShop(series.options);
const accepted: string[] = [];

describe.each(pairs)('when $who die at point after point', ({ pair }) => {
  test('all invariants hold', async (context) => {
    const shop = await theShop(context);

    // #region kill
    const stream = streamOrders(shop, { perSecond: 3 });
    await Promise.all(pair.map(({ name, points }) => series.killAtEach(shop, name, points, { withinMs: 240_000 })));
    accepted.push(...(await stream.end()));

    const evidence = await expectShopHolds(shop, accepted, { withinMs: 120_000 });
    expect(evidence.orders).toHaveLength(accepted.length);
    // #endregion
    expect(idsIn(evidence, 'settled')).not.toEqual([]);
  }, 400_000);
});
