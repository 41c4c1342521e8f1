import { setTimeout as pause } from 'node:timers/promises';
import type { RunningSystem } from '@holdfast/cli/supervise';
import { eventually, ghosts, seeded, type Seeded } from '@holdfast/testkit';
import { expect, test } from 'vitest';
import { idsIn } from '../src/evidence/evidence.ts';
import { exampleEnds } from '../src/example-ends.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { cancelOrder } from '../src/order-requests.ts';
import { streamOrders } from '../src/order-stream.ts';
import { breakOutside } from '../src/outside-faults.ts';
import { shopFor } from '../src/shop-for.ts';

const orders = 200;
const kills = 16;

test('two processes of each service, killed at random under 200 orders of all kinds: every order ends, and all ledgers agree', async (context) => {
  const random = seeded('two-of-each');
  const shop = await shopFor(context, { instances: 2, readyWithinMs: 180_000 });
  await breakEverythingALittle(shop);
  const customers = customersOf(shop, random);
  const stream = streamOrders(shop, { perSecond: 8, instances: 2, most: orders, ...customers });

  for (let kill = 1; kill <= kills; kill += 1) {
    const { service, instance } = random.pick(shop.members());
    await eventually(() => stream.accepted.length, {
      withinMs: 120_000,
      what: 'orders go on being accepted',
      until: (accepted) => accepted >= (orders * kill) / (kills + 2),
    });
    const isKilled = () => shop.kill(service, instance, 'SIGKILL'); // Not while it is between a crash and its return.
    await eventually(isKilled, { withinMs: 30_000, what: `${service} ${instance} is there to be killed` });
  }
  await eventually(() => stream.accepted.length === orders, { withinMs: 120_000, what: 'all orders are accepted' });

  const evidence = await expectShopHolds(shop, await stream.end(), { withinMs: 180_000 });
  expect(
    ghosts(idsIn(evidence, 'cancelled'), customers.heard(202), 'kept, and the customer was told otherwise:'),
  ).toEqual([]);
  expect(ghosts(customers.heard(202), withdrawn(evidence), 'cancelled, and the customer was told otherwise:')).toEqual(
    [],
  );
  expect(customers.heard(202)).not.toEqual([]);
  expect(idsIn(evidence, 'settled')).not.toEqual([]);
}, 480_000);

/** Until outside-world is killed, which forgets it. */
async function breakEverythingALittle(shop: RunningSystem): Promise<void> {
  const faults = { refuse: 0.05, withholdAnswer: 0.05, delayMs: [0, 300] } as const;
  const webhook = { twice: true, delayMs: [0, 2_000] } as const;
  await breakOutside(shop, 'risk', faults);
  await breakOutside(shop, 'card-provider', { ...faults, webhook });
  await breakOutside(shop, 'mail', faults);
  await breakOutside(shop, 'carrier', faults);
}

/** They order what they like, and every fourth wants no more of it a moment later. */
function customersOf(shop: RunningSystem, random: Seeded) {
  const examples = Object.keys(exampleEnds).filter((name) => name !== 'largest-allowed');
  const answers = new Map<string, number>();
  return {
    example: () => (random.next() < 0.6 ? 'ordinary' : random.pick(examples)),
    afterwards: async (orderId: string) => {
      if (random.next() > 0.25) return;
      await pause(random.integer(0, 20_000));
      const { status } = await eventually(() => cancelOrder(shop, orderId, random.integer(1, 2)), {
        withinMs: 90_000,
        everyMs: 100,
        what: `an answer to who cancels ${orderId}`,
        until: (answer) => answer.status < 500,
      });
      answers.set(orderId, status);
    },
    heard: (status: number) => [...answers].filter(([, heard]) => heard === status).map(([orderId]) => orderId),
  };
}

function withdrawn({ orders: rows }: { orders: readonly { id: string; reason: string | null }[] }): string[] {
  return rows.filter(({ reason }) => reason === 'cancelled-by-customer').map(({ id }) => id);
}
