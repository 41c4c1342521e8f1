import { memoryScope } from '@holdfast/work/testing';
import { describe, expect, test } from 'vitest';
import { anOrder, following, orderId, placedAt } from '../../test/an-order.ts';
import { followOrder } from './follow-order.ts';
import { MemoryOrderStore } from './memory-order-store.ts';
import { showOrder } from './show-order.ts';

describe('an order that is shown', () => {
  test('has its status and its steps, and nothing of the customer', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() });
    await scope.orders.add(anOrder());

    expect(await showOrder({ orderId }, scope)).toEqual({
      orderId,
      status: 'placed',
      steps: [{ name: 'place', service: 'orders', at: placedAt }],
    });
  });

  test('has no reason before it has ended', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() });
    await scope.orders.add(following(anOrder(), { type: 'cancel-wanted' }));

    expect(await showOrder({ orderId }, scope)).not.toHaveProperty('reason');
  });

  test('says why it was cancelled', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() });
    await scope.orders.add(anOrder());
    await followOrder({ orderId, fact: { type: 'pricing-refused', reason: 'two-currencies' } }, scope);

    expect(await showOrder({ orderId }, scope)).toMatchObject({ status: 'cancelled', reason: 'two-currencies' });
  });
});
