import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Placed } from '@holdfast/cli/supervise';
import { eventually } from '@holdfast/testkit';
import { describe, expect, test } from 'vitest';
import { lily } from '../src/actors.ts';
import { ask, askEveryRoute, codeIn, routesOf, type Route } from '../src/authorization/ask-every-route.ts';
import { differences } from '../src/authorization/compare-tables.ts';
import { readRows } from '../src/authorization/route-row.ts';
import { unaskedRoles } from '../src/authorization/unasked-roles.ts';
import type { Evidence } from '../src/evidence/evidence.ts';
import { entriesOf } from '../src/evidence/outside-ledgers.ts';
import { exampleEnds, type ExampleEnd } from '../src/example-ends.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { askForOrder } from '../src/order-requests.ts';
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

describe('who may do what', () => {
  const table = readFileSync(join(import.meta.dirname, '../authorization.txt'), 'utf8');

  test('every route lets in whom authorization.txt says, and nobody else', async (context) => {
    const shop = await theShop(context);
    const found = differences(readRows(table), await askEveryRoute(shop));
    expect(found, `proofs/journeys/authorization.txt:\n${found.join('\n')}`).toEqual([]);
  });

  test('no route lets in a role that the table does not ask as', async (context) => {
    const shop = await theShop(context);
    const found = await Promise.all(
      shop.system.services.map(async ({ name }) => unaskedRoles(name, await routesOf(shop, name))),
    );
    expect(found.flat(), found.flat().join('\n')).toEqual([]);
  });

  test('a route answers on its own surface alone', async (context) => {
    const shop = await theShop(context);
    const elsewhere = await Promise.all(
      shop.system.services.map(async ({ name }) => {
        const routes = await routesOf(shop, name);
        const other = routes
          .map((route) => onOtherSurface(route))
          .filter((route) => route.method !== 'HEAD' && !isAmong(routes, route));
        const asked = other.map(async (route) => codeIn(await (await ask(shop, name, route, 'operator')).text()));
        return await Promise.all(asked);
      }),
    );
    expect(new Set(elsewhere.flat())).toEqual(new Set(['unknown-route']));
  });

  test('when the issuer signs with another key, services notice, and believe what the former one has signed', async (context) => {
    const shop = await theShop(context);
    const rotated = await fetch(`${shop.url('outside-world')}/identity/rotate`, { method: 'POST' });
    expect(rotated.status).toBe(200);

    const ivy = { id: 'ivy', roles: ['customer'] }; // Nobody has asked for her before: her token is signed with the new one.
    await eventually(async () => (await askForOrder(shop, randomUUID(), { as: ivy })).status, {
      withinMs: 30_000, // Services ask for keys every few seconds at most.
      what: 'orders believes the new key',
      until: (status) => status === 404,
    });
    expect((await askForOrder(shop, randomUUID(), { as: lily })).status).toBe(404);
  });

  test('another customer sees and cancels nothing', async (context) => {
    const shop = await theShop(context);
    const { subject } = await shop.place();
    accepted.push(subject);

    expect((await askForOrder(shop, subject)).status).toBe(200);
    expect((await askForOrder(shop, subject, { as: lily })).status).toBe(404);
    expect((await askForOrder(shop, `${subject}/cancel`, { as: lily, method: 'POST' })).status).toBe(404);
    await expectShopHolds(shop, accepted);
  });
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

const onOtherSurface = (route: Route): Route => ({ ...route, surface: route.surface === 'admin' ? 'public' : 'admin' });
const isAmong = (routes: readonly Route[], { method, path, surface }: Route) =>
  routes.some((other) => other.method === method && other.path === path && other.surface === surface);
