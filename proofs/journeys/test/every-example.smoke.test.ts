import type { Placed } from '@holdfast/cli/supervise';
import { expect, test } from 'vitest';
import type { Evidence } from '../src/evidence/evidence.ts';
import { entriesOf } from '../src/evidence/outside-ledgers.ts';
import { exampleEnds, type ExampleEnd } from '../src/example-ends.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { sharedShop } from '../src/shared-shop.ts';

const theShop = sharedShop();
const accepted: string[] = [];

test('an ordinary order goes through all nine steps', async (context) => {
  const shop = await theShop(context);
  const placed = await shop.place();
  accepted.push(placed.subject);

  const progress = await shop.until(placed);

  expect(progress.status).toBe('settled');
  expect(progress.steps.map(({ name, service }) => ({ name, service })).toSorted(byName)).toEqual(
    shop.system.steps.map(({ name, service }) => ({ name, service })).toSorted(byName),
  );
});

test('every example ends as it is stated, in the ledgers of the outside world too', async (context) => {
  const shop = await theShop(context);
  const placed = new Map<string, Placed>();
  for (const example of Object.keys(exampleEnds)) placed.set(example, await shop.place({ example }));
  accepted.push(...[...placed.values()].map(({ subject }) => subject));

  const evidence = await expectShopHolds(shop, accepted);

  const ends = [...placed].map(([example, { subject }]) => [example, endOf(evidence, subject)] as const);
  expect(Object.fromEntries(ends)).toEqual(exampleEnds);
});

function endOf({ orders, outside }: Evidence, orderId: string): ExampleEnd {
  const { state, reason } = orders.find(({ id }) => id === orderId)!;
  const captures = entriesOf(outside, 'capture', orderId).length;
  const refunds = entriesOf(outside, 'refund', orderId).length;
  return {
    status: state as ExampleEnd['status'],
    ...(reason !== null && { reason }),
    charge: captures === 0 ? 'never' : refunds === 0 ? 'kept' : 'refunded',
    parcels: entriesOf(outside, 'shipment', orderId).length as ExampleEnd['parcels'],
  };
}

const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);
