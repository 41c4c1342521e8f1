import { describe, expect, test } from 'vitest';
import { anOrderOn } from './an-order-on-its-way.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();
const another = await service.another();
const pagesFor = async (id: string) => (await service.rows('orders.pages')).filter(({ order_id }) => order_id === id);

describe('an order whose time is up', () => {
  test.each([
    ['price-overdue', [], []],
    ['reserve-overdue', ['priced'], ['inventory.release-stock.v1']],
    ['screen-overdue', ['priced', 'reserved'], ['inventory.release-stock.v1']],
    ['charge-overdue', ['priced', 'reserved', 'screened'], ['inventory.release-stock.v1', 'payments.refund-order.v1']],
  ] as const)('is taken back: %s', async (reason, facts, compensations) => {
    const order = await anOrderOn(service);
    await order.hearing(...facts);
    const before = await order.said();
    await order.overdue();
    await service.sweep();

    expect((await order.said()).slice(before.length)).toEqual(compensations);
    expect(await service.rows('orders.orders')).toContainEqual(
      expect.objectContaining({ id: order.orderId, state: 'cancelling', reason, deadline_at: expect.any(Date) }),
    );
  });

  test('is asked to be committed again, and somebody is paged', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened', 'captured');
    await order.overdue();
    const lines = await service.sweepAloud();

    expect(lines).toEqual([
      {
        subject: order.orderId,
        step: 'commit',
        waitsFor: ['stock'],
        team: 'checkout',
        text: expect.stringContaining(order.orderId),
      },
    ]);
    expect((await order.said()).slice(-2)).toEqual(['inventory.commit-stock.v1', 'inventory.commit-stock.v1']);
    expect(await pagesFor(order.orderId)).toMatchObject([{ step: 'commit' }]);
    await order.hearing('committed', 'committed');
    expect(await order.shown()).toMatchObject({ status: 'confirmed' });
  });

  test('is asked to be taken back again, and somebody is paged, until everybody has answered', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened');
    await order.cancelled();
    await order.hearing('released', 'captured');
    const before = await order.said();
    await order.overdue();
    const lines = [...(await service.sweepAloud()), ...(await service.sweepAloud())];

    expect(lines).toMatchObject([{ subject: order.orderId, step: 'cancel', waitsFor: ['payment'], team: 'checkout' }]);
    expect((await order.said()).slice(before.length)).toEqual(['payments.refund-order.v1']);
    expect(await pagesFor(order.orderId)).toMatchObject([{ step: 'cancel' }]);
    await order.hearing('refunded', 'refunded');
    expect(await order.shown()).toMatchObject({ status: 'cancelled', reason: 'cancelled-by-customer' });
    expect(await service.rows('orders.orders')).toContainEqual(
      expect.objectContaining({ id: order.orderId, deadline_at: null }),
    );
  });

  test('is left alone by a process that has just begun: the answer may be there and not read yet', async () => {
    const order = await anOrderOn(service);
    await order.overdue();
    await service.beginningToSweep();
    expect(await order.shown()).toMatchObject({ status: 'placed' });
    await order.hearing('priced');
    await service.sweep();

    expect(await order.shown()).toMatchObject({ status: 'priced' });
  });

  test('is left alone by a process that stood still in the middle of a turn', async () => {
    const [one, other] = [await anOrderOn(service), await anOrderOn(service)];
    for (const order of [one, other]) await order.overdue();
    const times = [true, true, false];
    await service.sweep({ isOver: () => times.shift() ?? false });
    const statuses = [await one.shown(), await other.shown()].map(({ status }) => status);

    expect(new Set(statuses)).toEqual(new Set(['cancelling', 'placed']));
    await service.sweep();
  });

  test('is left alone before', async () => {
    const order = await anOrderOn(service);
    const before = await order.said();
    await service.sweep();

    expect([await order.shown(), await order.said()]).toMatchObject([{ status: 'placed' }, before]);
  });

  test('is a fact once, when two instances sweep at the same time', async () => {
    const orders = await Promise.all(Array.from({ length: 12 }, () => anOrderOn(service)));
    for (const order of orders) {
      await order.hearing('priced', 'reserved', 'screened', 'captured');
      await order.overdue();
    }
    await Promise.all([service.sweep(), another.sweep(), service.sweep(), another.sweep()]);

    for (const order of orders) {
      expect(await pagesFor(order.orderId)).toHaveLength(1);
      expect((await order.said()).filter((type) => type === 'inventory.commit-stock.v1')).toHaveLength(2);
    }
  });

  test('does not keep the others waiting when it cannot be led on', async () => {
    const [broken, fine] = [await anOrderOn(service), await anOrderOn(service)];
    await fine.overdue();
    await service.owner
      .updateTable('orders.orders')
      .set({ state: 'charged', amount: 1, currency: 'no currency', deadline_at: new Date(-1) })
      .where('id', '=', broken.orderId)
      .execute();
    const lines = await service.sweepAloud();

    expect(lines).toMatchObject([{ subject: broken.orderId, err: expect.any(Error) }]);
    expect(await fine.shown()).toMatchObject({ status: 'cancelling' });
  });
});
