import { describe, expect, test } from 'vitest';
import { orderId as unknownId } from './an-order.ts';
import { anOrderOn } from './an-order-on-its-way.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();

describe('a customer who cancels', () => {
  test('is answered at once, and the order waits for those who were asked', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened');
    const answer = await order.cancelled();

    expect([answer.status, answer.json]).toEqual([202, { orderId: order.orderId, status: 'cancelling' }]);
    expect(await order.shown()).not.toHaveProperty('reason');
    await order.hearing('released', 'captured');
    expect(await order.shown()).toMatchObject({ status: 'cancelling' });
    await order.hearing('refunded');
    expect(await order.shown()).toMatchObject({ status: 'cancelled', reason: 'cancelled-by-customer' });
    expect((await order.said()).slice(-3)).toEqual([
      'inventory.release-stock.v1',
      'payments.refund-order.v1',
      'orders.order-cancelled.v1',
    ]);
  });

  test('may ask again, also when it is done, and nothing more is said', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced');
    await order.cancelled();
    const again = await order.cancelled();
    await order.hearing('released');
    const said = await order.said();
    const afterwards = await order.cancelled();

    expect([again.status, again.json.status]).toEqual([202, 'cancelling']);
    expect([afterwards.status, afterwards.json.status]).toEqual([202, 'cancelled']);
    expect(await order.said()).toEqual(said);
  });

  test('at the same time as somebody else takes it back once', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced');
    const answers = await Promise.all([1, 2, 3, 4].map(() => order.cancelled()));

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect((await order.said()).filter((type) => type === 'inventory.release-stock.v1')).toHaveLength(1);
  });

  test.each([
    ['while stock is being bound', []],
    ['of a confirmed order', ['committed']],
    ['of a settled order', ['committed', 'noticed', 'dispatched', 'settled']],
  ] as const)('is refused %s', async (_, facts) => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened', 'captured', ...facts);
    const before = [await order.shown(), await order.said()];
    const answer = await order.cancelled();

    expect([answer.status, answer.json.code]).toEqual([409, 'cancellation-too-late']);
    expect([await order.shown(), await order.said()]).toEqual(before);
  });

  test('is told when there is no such order', async () => {
    expect((await service.cancel(unknownId)).json).toMatchObject({ status: 404, code: 'unknown-order' });
    expect((await service.cancel('nonsense')).json).toMatchObject({ status: 400, problems: [{ path: 'orderId' }] });
  });
});

describe('an order that comes to nothing', () => {
  test.each([
    ['out-of-stock', ['priced', 'refused'], []],
    ['card-declined', ['priced', 'reserved', 'screened', 'declined', 'released'], ['inventory.release-stock.v1']],
    ['payment-abandoned', ['priced', 'reserved', 'screened', 'abandoned', 'released'], ['inventory.release-stock.v1']],
    ['was-released', ['priced', 'reserved', 'screened', 'captured', 'lost', 'refunded'], ['payments.refund-order.v1']],
  ] as const)('because of %s takes back what was done', async (reason, facts, compensations) => {
    const order = await anOrderOn(service);
    await order.hearing(...facts);

    expect(await order.shown()).toMatchObject({ status: 'cancelled', reason });
    expect((await order.said()).slice(-1 - compensations.length)).toEqual([
      ...compensations,
      'orders.order-cancelled.v1',
    ]);
  });

  test('says when the customer was told', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'refused');
    await order.hears.noticedOtherwise('cancelled');

    expect((await order.shown()).steps.at(-1)).toMatchObject({ name: 'notify', service: 'notifications' });
  });

  test('gives back what is captured after all, also when it is cancelled already', async () => {
    const order = await anOrderOn(service);
    await order.hearing('priced', 'reserved', 'screened', 'abandoned', 'released');
    await order.hearing('captured', 'refunded');

    expect((await order.said()).slice(-2)).toEqual(['orders.order-cancelled.v1', 'payments.refund-order.v1']);
    expect(await order.shown()).toMatchObject({ status: 'cancelled', reason: 'payment-abandoned' });
  });
});
