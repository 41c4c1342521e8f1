import { describe, expect, test } from 'vitest';
import { orderId as unknownId, ordinary, owner } from './an-order.ts';
import { ordersService } from './orders-service.ts';

const service = await ordersService();
const lily = { id: 'lily', roles: ['customer'] };
const support = { id: 'sam', roles: ['support'] };
const operator = { id: 'otto', roles: ['operator'] };
const aKey = () => crypto.randomUUID();
const placedBy = async (as: typeof owner, key = aKey()): Promise<string> =>
  (await service.send({ key, body: ordinary, as })).json.orderId;
/** All but the id that was asked for, which is in the sentence. */
const withoutId = ({ status, json }: { status: number; json: Record<string, unknown> }, id: string) => ({
  status,
  json: JSON.parse(JSON.stringify({ ...json, traceId: '' }).replaceAll(id, '')),
});

describe("somebody else's order", () => {
  test('is not there for another customer, exactly as if nobody had placed it', async () => {
    const orderId = await placedBy(owner);
    for (const ask of [service.show, service.cancel]) {
      const answer = await ask(orderId, lily);
      expect(answer.json).toMatchObject({ status: 404, code: 'unknown-order' });
      expect(withoutId(answer, orderId)).toEqual(withoutId(await ask(unknownId, lily), unknownId));
    }
    expect((await service.show(orderId)).json).toMatchObject({ status: 'placed' });
  });

  test('is shown to support and to an operator, and support cancels it', async () => {
    const orderId = await placedBy(owner);
    expect((await service.show(orderId, support)).status).toBe(200);
    expect((await service.show(orderId, operator)).status).toBe(200);
    expect((await service.cancel(orderId, operator)).json).toMatchObject({ status: 403, code: 'not-allowed' });
    expect((await service.cancel(orderId, support)).status).toBe(202);
  });

  test('does not come out by its idempotency key', async () => {
    const key = aKey();
    const ofRose = await placedBy(owner, key);
    const ofLily = await placedBy(lily, key);
    expect(ofLily).not.toBe(ofRose);
    expect(
      (await service.send({ key, body: { ...ordinary, cardToken: 'tok_other' }, as: { ...lily, id: 'ivy' } })).status,
    ).toBe(202);
    expect(await placedBy(owner, key)).toBe(ofRose);
  });
});

describe('an order', () => {
  test('is placed by customers alone, and by nobody who does not say who he is', async () => {
    const before = (await service.rows('orders.orders')).length;
    for (const as of [support, operator]) {
      const { json } = await service.send({ key: aKey(), body: ordinary, as });
      expect(json).toMatchObject({ status: 403, code: 'not-allowed' });
    }
    const { json } = await service.send({ key: aKey(), body: ordinary, as: 'nobody' });
    expect(json).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await service.rows('orders.orders')).toHaveLength(before);
  });

  test('is shown and cancelled for nobody who does not say who he is', async () => {
    const orderId = await placedBy(owner);
    for (const ask of [service.show, service.cancel]) {
      expect((await ask(orderId, 'nobody')).json).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
  });
});
