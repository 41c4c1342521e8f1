import { OrderScreened } from '@shop/contracts-payments';
import { expect, test } from 'vitest';
import { saidOf } from '../src/evidence/evidence.ts';
import { entriesOf } from '../src/evidence/outside-ledgers.ts';
import { whileHeldDown } from '../src/hold-down.ts';
import { expectShopHolds } from '../src/invariants/expect-shop-holds.ts';
import { untilStatus } from '../src/order-requests.ts';
import { sharedShop } from '../src/shared-shop.ts';

const theShop = sharedShop();

test('payments is asked to screen an order and comes to it too late: nobody assesses it, and the order is cancelled', async (context) => {
  const shop = await theShop(context);
  let orderId = '';

  await whileHeldDown(shop, 'payments', async () => {
    orderId = (await shop.place()).subject;
    await untilStatus(shop, orderId, ['cancelling']);
  });

  const evidence = await expectShopHolds(shop, [orderId]);
  expect(evidence.orders.find(({ id }) => id === orderId)).toMatchObject({
    state: 'cancelled',
    reason: 'screen-overdue',
  });
  expect(saidOf(evidence, OrderScreened).map(({ data }) => data)).toEqual([{ orderId, decision: 'unavailable' }]);
  expect(entriesOf(evidence.outside, 'assessment', orderId)).toEqual([]);
});
