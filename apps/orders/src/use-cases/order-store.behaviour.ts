import { describe, expect, test } from 'vitest';
import { anOrder, anotherId, orderId } from '../../test/an-order.ts';
import { follow, type Order } from '../domain/order.ts';
import { UnknownOrder, type OrderStore } from './order-store.ts';

const later = new Date('2026-11-02T10:00:01Z');

/** What every order store promises. `inTransaction` runs on an empty store the first time of each test. */
export function orderStoreBehaviour(name: string, open: () => Promise<InTransaction>): void {
  describe(name, () => {
    test('gives back what was added', async () => {
      const inTransaction = await open();
      await inTransaction((orders) => orders.add(anOrder()));

      expect(await inTransaction((orders) => orders.get(orderId))).toEqual(anOrder());
    });

    test('saves what was decided, and hands the decision back', async () => {
      const inTransaction = await open();
      await inTransaction((orders) => orders.add(anOrder()));
      const decision = await inTransaction((orders) => orders.change(orderId, cancel));

      expect(decision).toEqual(cancel(anOrder()));
      expect(await inTransaction((orders) => orders.get(orderId))).toEqual(decision.order);
    });

    test('leaves other orders alone', async () => {
      const inTransaction = await open();
      await inTransaction((orders) => orders.add(anOrder()));
      await inTransaction((orders) => orders.add(anOrder(anotherId)));
      await inTransaction((orders) => orders.change(orderId, cancel));

      expect(await inTransaction((orders) => orders.get(anotherId))).toEqual(anOrder(anotherId));
    });

    test('lets every change see the one before it, also at the same time', async () => {
      const inTransaction = await open();
      await inTransaction((orders) => orders.add(anOrder()));
      const names = Array.from({ length: 8 }, (_, index) => `step-${index}`);
      await Promise.all(names.map((step) => inTransaction((orders) => orders.change(orderId, adding(step)))));

      const { steps } = await inTransaction((orders) => orders.get(orderId));
      expect(steps.map((step) => step.name).toSorted()).toEqual(['place', ...names]);
    });

    test('refuses an order that it does not know', async () => {
      const inTransaction = await open();

      await expect(inTransaction((orders) => orders.get(orderId))).rejects.toThrow(UnknownOrder);
      await expect(inTransaction((orders) => orders.change(orderId, cancel))).rejects.toThrow(UnknownOrder);
    });

    test('refuses to add an order twice', async () => {
      const inTransaction = await open();
      await inTransaction((orders) => orders.add(anOrder()));

      await expect(inTransaction((orders) => orders.add(anOrder()))).rejects.toThrow(/already|duplicate/);
    });
  });
}

export type InTransaction = <T>(run: (orders: OrderStore) => Promise<T>) => Promise<T>;

const cancel = (order: Order) => follow(order, { type: 'pricing-refused', reason: 'unknown-article' }, later);

const adding = (name: string) => (order: Order) => ({
  order: { ...order, steps: [...order.steps, { name, service: 'orders', at: later }] },
});
