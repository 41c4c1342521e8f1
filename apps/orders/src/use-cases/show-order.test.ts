import { memoryScope } from '@holdfast/work/testing';
import { describe, expect, test } from 'vitest';
import { anOrder, following, orderId, owner, placedAt } from '../../test/an-order.ts';
import { followOrder } from './follow-order.ts';
import { MemoryOrderStore } from './memory-order-store.ts';
import { UnknownOrder } from './order-store.ts';
import { showOrder } from './show-order.ts';

describe('an order that is shown', () => {
  test('has its status and its steps, and nothing of the customer', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() }, owner);
    await scope.orders.add(anOrder());

    expect(await showOrder({ orderId }, scope)).toEqual({
      orderId,
      status: 'placed',
      steps: [{ name: 'place', service: 'orders', at: placedAt }],
    });
  });

  test('has no reason before it has ended', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() }, owner);
    await scope.orders.add(following(anOrder(), { type: 'cancel-wanted' }));

    expect(await showOrder({ orderId }, scope)).not.toHaveProperty('reason');
  });

  test('says why it was cancelled', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() }, owner);
    await scope.orders.add(anOrder());
    await followOrder({ orderId, fact: { type: 'pricing-refused', reason: 'two-currencies' } }, scope);

    expect(await showOrder({ orderId }, scope)).toMatchObject({ status: 'cancelled', reason: 'two-currencies' });
  });

  test.each([
    ['support', { id: 'sam', roles: ['support'] }],
    ['an operator', { id: 'otto', roles: ['operator'] }],
  ])('is shown to %s', async (_, actor) => {
    const scope = memoryScope({ orders: new MemoryOrderStore() }, actor);
    await scope.orders.add(anOrder());

    expect(await showOrder({ orderId }, scope)).toMatchObject({ orderId });
  });

  test('is not there for another customer', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() }, { id: 'lily', roles: ['customer'] });
    await scope.orders.add(anOrder());

    await expect(showOrder({ orderId }, scope)).rejects.toThrow(UnknownOrder);
  });
});
