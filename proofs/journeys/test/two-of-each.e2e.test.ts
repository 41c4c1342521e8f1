import { eventually, seeded } from '@holdfast/testkit';
import { expect, test } from 'vitest';
import { streamOrders } from '../src/order-stream.ts';
import { pricedExactlyOnce } from '../src/priced-exactly-once.ts';
import { shopFor } from '../src/shop-for.ts';

test('two processes of each service, killed at random, price each accepted order exactly once', async (context) => {
  const random = seeded('two-of-each');
  const shop = await shopFor(context, { instances: 2 });
  const stream = streamOrders(shop, { perSecond: 15, instances: 2 });

  for (let kill = 0; kill < 6; kill += 1) {
    const service = random.pick(['orders', 'pricing']);
    const instance = random.pick([1, 2]);
    const wanted = stream.accepted.length + random.integer(5, 25);
    await eventually(() => stream.accepted.length, {
      withinMs: 60_000,
      what: 'orders go on being accepted',
      until: (accepted) => accepted >= wanted,
    });
    const isKilled = () => shop.kill(service, instance, 'SIGKILL'); // Not while it is between a crash and its return.
    await eventually(isKilled, { withinMs: 30_000, what: `${service} ${instance} is there to be killed` });
  }

  expect(await pricedExactlyOnce(shop, await stream.end(), { withinMs: 120_000 })).toEqual([]);
});
