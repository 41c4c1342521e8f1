import { exampleOf } from '@holdfast/contract-kit/testing';
import { OrderPriced, PricingRefused } from '@shop/contracts-pricing';
import { describe, expect, test } from 'vitest';
import { ordinary } from './an-order.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();
const contracts = import.meta.resolve('@shop/contracts-pricing');
const priced = exampleOf(contracts, OrderPriced, 'ordinary');
const refused = exampleOf(contracts, PricingRefused, 'unknown-article');

async function placed() {
  const answer = await service.send({ key: crypto.randomUUID(), body: ordinary });
  return answer.json;
}

const cancellationsOf = async (orderId: string) =>
  (await service.rows('holdfast.outbox'))
    .filter(({ key, headers }) => key === orderId && headers.ce_type === 'orders.order-cancelled.v1')
    .map(({ payload }) => JSON.parse(String(payload)));

describe('an order', () => {
  test('is shown with the step that placed it', async () => {
    const { orderId } = await placed();

    expect((await service.show(orderId)).json).toEqual({
      orderId,
      status: 'placed',
      steps: [{ name: 'place', service: 'orders', at: expect.stringMatching(/^\d{4}-.*Z$/) }],
    });
  });

  test('that has its price is priced', async () => {
    const { orderId } = await placed();
    await service.hear(OrderPriced, { ...priced, orderId });

    expect((await service.show(orderId)).json).toMatchObject({
      status: 'priced',
      steps: [{ name: 'place' }, { name: 'price', service: 'pricing' }],
    });
  });

  test('that pricing refuses is cancelled, and everybody hears why', async () => {
    const { orderId } = await placed();
    await service.hear(PricingRefused, { ...refused, orderId });

    expect((await service.show(orderId)).json).toMatchObject({ status: 'cancelled', reason: 'unknown-article' });
    const { name, email } = ordinary.customer;
    expect(await cancellationsOf(orderId)).toEqual([{ orderId, reason: 'unknown-article', customer: { name, email } }]);
  });

  test('that hears the same again stays as it is', async () => {
    const { orderId } = await placed();
    await service.hear(PricingRefused, { ...refused, orderId });
    const before = (await service.show(orderId)).body;
    await service.hear(PricingRefused, { ...refused, orderId });

    expect((await service.show(orderId)).body).toBe(before);
    expect(await cancellationsOf(orderId)).toHaveLength(1);
  });

  test('that hears something impossible stays as it is, and that is noted', async () => {
    const { orderId } = await placed();
    await service.hear(OrderPriced, { ...priced, orderId });
    await service.hear(PricingRefused, { ...refused, orderId });

    expect((await service.show(orderId)).json).toMatchObject({ status: 'priced' });
    expect(await service.rows('orders.impossible_facts')).toMatchObject([
      { order_id: orderId, state: 'priced', fact: 'pricing-refused' },
    ]);
  });
});
