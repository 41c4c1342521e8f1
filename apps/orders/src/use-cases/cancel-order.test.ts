import { memoryScope } from '@holdfast/work/testing';
import { ReleaseStock } from '@shop/contracts-inventory';
import { describe, expect, test } from 'vitest';
import { allFacts, anOrder, following, orderId, owner } from '../../test/an-order.ts';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { CancellationTooLate } from '../domain/cancellation-too-late.ts';
import { cancelOrder } from './cancel-order.ts';
import { MemoryOrderStore } from './memory-order-store.ts';
import { UnknownOrder } from './order-store.ts';

const { priced, reserved, screened, captured } = allFacts;

async function withOrder(...facts: readonly CheckoutFact[]) {
  return await withOrderFor(owner, ...facts);
}

async function withOrderFor(actor: typeof owner, ...facts: readonly CheckoutFact[]) {
  const scope = memoryScope({ orders: new MemoryOrderStore() }, actor);
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

  test('of somebody else is as if there were none, also when it is too late', async () => {
    for (const facts of [[priced], [priced, reserved, screened, captured]]) {
      const scope = await withOrderFor({ id: 'lily', roles: ['customer'] }, ...facts);
      const before = await scope.orders.get(orderId);

      await expect(cancelOrder({ orderId }, scope)).rejects.toThrow(UnknownOrder);
      expect(await scope.orders.get(orderId)).toEqual(before);
      expect(scope.published).toEqual([]);
    }
  });

  test('is done by support for a customer', async () => {
    const scope = await withOrderFor({ id: 'sam', roles: ['support'] }, priced);

    expect(await cancelOrder({ orderId }, scope)).toEqual({ orderId, status: 'cancelling' });
  });

  test('is refused once stock may be bound', async () => {
    const scope = await withOrder(priced, reserved, screened, captured);

    await expect(cancelOrder({ orderId }, scope)).rejects.toThrow(CancellationTooLate);
    expect(scope.published).toEqual([]);
  });
});
