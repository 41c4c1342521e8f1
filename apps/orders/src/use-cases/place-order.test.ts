import { memoryScope } from '@holdfast/work/testing';
import { OrderPlaced } from '@shop/contracts-orders';
import { PriceOrder } from '@shop/contracts-pricing';
import { describe, expect, test } from 'vitest';
import { ordinary } from '../../test/an-order.ts';
import { MemoryOrderStore } from './memory-order-store.ts';
import { placeOrder } from './place-order.ts';

describe('placing an order', () => {
  test('keeps it, tells everybody and asks for the price', async () => {
    const scope = memoryScope({ orders: new MemoryOrderStore() }, { id: 'ada', roles: ['customer'] });
    const { orderId, status } = await placeOrder(ordinary, scope);

    expect(status).toBe('placed');
    expect(await scope.orders.get(orderId)).toMatchObject({ ...ordinary, placedBy: 'ada' });
    expect(scope.published).toEqual([
      { message: OrderPlaced, data: { orderId, lines: ordinary.lines, placedAt: scope.now.toISOString() } },
      { message: PriceOrder, data: { orderId, lines: ordinary.lines } },
    ]);
  });
});
