import { anActor, memoryScope } from '@holdfast/work/testing';
import { CommitStock, ReleaseStock } from '@shop/contracts-inventory';
import { RefundOrder } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { allFacts, anOrder, anotherId, following, orderId, secondsLater } from '../../test/an-order.ts';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { expireOrder } from './expire-order.ts';
import { findOverdueOrders } from './find-overdue-orders.ts';
import { MemoryOrderStore } from './memory-order-store.ts';

const { priced, reserved, screened, captured } = allFacts;

async function at(seconds: number, ...facts: readonly CheckoutFact[]) {
  const scope = memoryScope({ orders: new MemoryOrderStore() }, anActor, secondsLater(seconds));
  await scope.orders.add(following(anOrder(), ...facts));
  await scope.orders.add(anOrder(anotherId));
  return scope;
}

describe('overdue orders', () => {
  test('are found when their deadline has come, the earliest first', async () => {
    expect(await findOverdueOrders({ atMost: 9 }, await at(0, priced))).toEqual([]);
    expect(await findOverdueOrders({ atMost: 9 }, await at(1, priced))).toEqual([anotherId]);
    expect(await findOverdueOrders({ atMost: 9 }, await at(3, priced))).toEqual([anotherId, orderId]);
    expect(await findOverdueOrders({ atMost: 1 }, await at(3, priced))).toEqual([anotherId]);
  });
});

describe('an order whose time is up', () => {
  test('is taken back, once', async () => {
    const scope = await at(3, priced);
    await expireOrder({ orderId }, scope);
    await expireOrder({ orderId }, scope);

    expect((await scope.orders.get(orderId)).checkout).toMatchObject({ reason: 'reserve-overdue' });
    expect(scope.published).toEqual([{ message: ReleaseStock, data: { orderId } }]);
  });

  test('is asked to be committed again, once until the next deadline, and somebody is paged', async () => {
    const scope = await at(60, priced, reserved, screened, captured);
    const first = await expireOrder({ orderId }, scope);
    const second = await expireOrder({ orderId }, scope);

    expect([first, second]).toMatchObject([{ pages: [{ step: 'commit', waitsFor: ['stock'] }] }, { pages: [] }]);
    expect(scope.published).toEqual([{ message: CommitStock, data: { orderId } }]);
    expect(scope.orders.pages).toEqual([{ orderId, step: 'commit', at: secondsLater(60) }]);
  });

  test('is asked to be taken back again, once until the next deadline, and somebody is paged', async () => {
    const scope = await at(66, priced, reserved, screened, { type: 'cancel-wanted' }, { type: 'stock-released' });
    const first = await expireOrder({ orderId }, scope);
    const second = await expireOrder({ orderId }, scope);

    expect([first, second]).toMatchObject([{ pages: [{ step: 'cancel', waitsFor: ['payment'] }] }, { pages: [] }]);
    expect(scope.published).toEqual([{ message: RefundOrder, data: { orderId } }]);
    expect(scope.orders.pages).toEqual([{ orderId, step: 'cancel', at: secondsLater(66) }]);
  });

  test('is left alone when its answer came first', async () => {
    const scope = await at(1, priced);
    await expireOrder({ orderId }, scope);

    expect((await scope.orders.get(orderId)).checkout.state).toBe('priced');
    expect(scope.published).toEqual([]);
  });
});
