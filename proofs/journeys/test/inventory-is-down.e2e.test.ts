import type { RunningSystem } from '@holdfast/cli/supervise';
import { eventually } from '@holdfast/testkit';
import { expect, test } from 'vitest';
import { entriesOf } from '../src/evidence/outside-ledgers.ts';
import { ownerUrl } from '../src/evidence/owner-url.ts';
import { rows } from '../src/evidence/rows.ts';
import { whileHeldDown } from '../src/hold-down.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { cancelOrder, untilStatus } from '../src/order-requests.ts';
import { breakOutside } from '../src/outside-faults.ts';
import { sharedShop } from '../src/shared-shop.ts';

const theShop = sharedShop();
const accepted: string[] = [];

async function placed(shop: RunningSystem): Promise<string> {
  const { subject } = await shop.place();
  accepted.push(subject);
  return subject;
}

async function endOf(shop: RunningSystem, orderId: string) {
  const { orders, outside } = await expectShopHolds(shop, accepted);
  const captures = entriesOf(outside, 'capture', orderId).length;
  return { ...orders.find(({ id }) => id === orderId), captures };
}

test('inventory does not reserve in time: the order is cancelled, and nothing is reserved or owed', async (context) => {
  const shop = await theShop(context);
  let orderId = '';

  await whileHeldDown(shop, 'inventory', async () => {
    orderId = await placed(shop);
    await untilStatus(shop, orderId, ['cancelling']);
  });

  expect(await endOf(shop, orderId)).toMatchObject({ state: 'cancelled', reason: 'reserve-overdue', captures: 0 });
});

test('inventory does not commit in time: somebody is paged, the customer is told that it is too late, and the order is settled', async (context) => {
  const shop = await theShop(context);
  await breakOutside(shop, 'card-provider', { delayMs: 2_000, times: 1 });
  const orderId = await placed(shop);
  await untilStatus(shop, orderId, ['screened']);

  await whileHeldDown(shop, 'inventory', async () => {
    await untilStatus(shop, orderId, ['charged']);
    await eventually(() => pagesFor(shop, orderId), { withinMs: 60_000, what: 'a page', until: (n) => n > 0 });
    expect(await cancelOrder(shop, orderId)).toMatchObject({ status: 409, body: { code: 'cancellation-too-late' } });
  });

  expect(await endOf(shop, orderId)).toMatchObject({ state: 'settled', captures: 1 });
});

async function pagesFor(shop: RunningSystem, orderId: string): Promise<number> {
  const question = `select step from orders.pages where order_id = '${orderId}' and step = 'commit'`;
  return (await rows(ownerUrl(shop, 'orders'), question)).length;
}
