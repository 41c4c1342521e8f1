import { memoryScope } from '@holdfast/work/testing';
import { OrderCancelled } from '@shop/contracts-orders';
import { describe, expect, test } from 'vitest';
import { anOrder, orderId } from '../../test/an-order.ts';
import type { CheckoutFact } from '../domain/checkout.ts';
import { followOrder } from './follow-order.ts';
import { MemoryOrderStore } from './memory-order-store.ts';
import { UnknownOrder } from './order-store.ts';

const priced: CheckoutFact = { type: 'order-priced' };
const refused: CheckoutFact = { type: 'pricing-refused', reason: 'unknown-article' };

async function following(...facts: CheckoutFact[]) {
  const scope = memoryScope({ orders: new MemoryOrderStore() });
  await scope.orders.add(anOrder());
  for (const fact of facts) await followOrder({ orderId, fact }, scope);
  return scope;
}

describe('following an order', () => {
  test('notes its price and says nothing', async () => {
    const { orders, published } = await following(priced);

    expect((await orders.get(orderId)).checkout.state).toBe('priced');
    expect(published).toEqual([]);
  });

  test('cancels it when pricing refuses, and tells everybody why', async () => {
    const { orders, published } = await following(refused);

    expect((await orders.get(orderId)).checkout).toMatchObject({ state: 'cancelled', reason: 'unknown-article' });
    expect(published).toEqual([{ message: OrderCancelled, data: { orderId, reason: 'unknown-article' } }]);
  });

  test('says nothing the second time', async () => {
    const { published } = await following(refused, refused);

    expect(published).toHaveLength(1);
  });

  test('notes a fact that cannot be true, and leaves the order as it is', async () => {
    const { orders, published, now } = await following(priced, refused);

    expect((await orders.get(orderId)).checkout.state).toBe('priced');
    expect(orders.impossibleFacts).toEqual([{ orderId, state: 'priced', fact: 'pricing-refused', at: now }]);
    expect(published).toEqual([]);
  });

  test('refuses an order that nobody placed', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() });

    await expect(followOrder({ orderId, fact: priced }, scope)).rejects.toThrow(UnknownOrder);
  });
});
