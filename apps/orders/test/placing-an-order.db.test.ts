import { describe, expect, test } from 'vitest';
import { ordinary, owner } from './an-order.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();
const everything = async () => ({
  orders: (await service.rows('orders.orders')).length,
  outbox: (await service.rows('holdfast.outbox')).length,
});

describe('placing an order', () => {
  test('answers with its id, its status and where it is', async () => {
    const answer = await service.send({ key: 'first', body: ordinary });
    const { orderId } = answer.json;

    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ orderId, status: 'placed' });
    expect(answer.headers.location).toBe(`/v1/orders/${orderId}`);
  });

  test('keeps the order, and the two messages about it', async () => {
    const { orderId } = (await service.send({ key: 'kept', body: ordinary })).json;
    const orders = await service.rows('orders.orders');
    const outbox = await service.rows('holdfast.outbox');

    expect(orders.find(({ id }) => id === orderId)).toMatchObject({ placed_by: owner.id, state: 'placed' });
    expect(outbox.filter(({ key }) => key === orderId).map(({ topic }) => topic)).toEqual([
      'orders.events',
      'pricing.commands',
    ]);
  });

  test('tells nobody who the customer is', async () => {
    const { orderId } = (await service.send({ key: 'private', body: ordinary })).json;
    const said = (await service.rows('holdfast.outbox')).filter(({ key }) => key === orderId);
    const text = said.map(({ payload, headers }) => `${payload} ${JSON.stringify(headers)}`).join();

    expect(text).toContain(orderId);
    for (const secret of [...Object.values(ordinary.customer), ordinary.cardToken]) expect(text).not.toContain(secret);
  });
});

describe('placing an order again', () => {
  test('with the same key and body gives the same answer, and nothing new happens', async () => {
    const first = await service.send({ key: 'again', body: ordinary });
    const before = await everything();
    const second = await service.send({ key: 'again', body: ordinary });

    expect(second.status).toBe(202);
    expect(second.body).toBe(first.body);
    expect(second.headers.location).toBe(first.headers.location);
    expect(await everything()).toEqual(before);
  });

  test('at the same time gives the same answer, and places one order', async () => {
    const before = await everything();
    const answers = await Promise.all([1, 2, 3, 4].map(() => service.send({ key: 'at-once', body: ordinary })));

    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
    expect(await everything()).toEqual({ orders: before.orders + 1, outbox: before.outbox + 2 });
  });

  test('with the same key and another body is refused, and nothing new happens', async () => {
    await service.send({ key: 'reused', body: ordinary });
    const before = await everything();
    const answer = await service.send({ key: 'reused', body: { ...ordinary, cardToken: 'tok_other' } });

    expect(answer.status).toBe(409);
    expect(answer.json).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await everything()).toEqual(before);
  });
});
