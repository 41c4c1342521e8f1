import { memoryScope } from '@holdfast/work/testing';
import { ReleaseStock } from '@shop/contracts-inventory';
import { describe, expect, test } from 'vitest';
import { allFacts, anOrder, following, orderId } from '../../test/an-order.ts';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { CancellationTooLate } from '../domain/cancellation-too-late.ts';
import { cancelOrder } from './cancel-order.ts';
import { MemoryOrderStore } from './memory-order-store.ts';

const { priced, reserved, screened, captured } = allFacts;

async function withOrder(...facts: readonly CheckoutFact[]) {
  const scope = memoryScope({ orders: new MemoryOrderStore() });
  await scope.orders.add(following(anOrder(), ...facts));
  return scope;
}

describe('cancelling an order', () => {
  test('takes back what was commanded, once', async () => {
    const scope = await withOrder(priced);

    expect(await cancelOrder({ orderId }, scope)).toEqual({ orderId, status: 'cancelling' });
    expect(await cancelOrder({ orderId }, scope)).toEqual({ orderId, status: 'cancelling' });
    expect(scope.published).toEqual([{ message: ReleaseStock, data: { orderId } }]);
  });

  test('is refused once stock may be bound', async () => {
    const scope = await withOrder(priced, reserved, screened, captured);

    await expect(cancelOrder({ orderId }, scope)).rejects.toThrow(CancellationTooLate);
    expect(scope.published).toEqual([]);
  });
});
