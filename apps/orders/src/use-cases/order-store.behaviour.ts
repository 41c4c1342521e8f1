import { describe, expect, test } from 'vitest';
import { allFacts, anOrder, anotherId, deadlinesMs, following, orderId, secondsLater } from '../../test/an-order.ts';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { follow, type Order } from '../domain/order.ts';
import { UnknownOrder, type OrderStore } from './order-store.ts';

const later = secondsLater(1);

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

    test.each(everyWay)('gives back an order that %s, fact by fact', async (_, facts) => {
      const inTransaction = await open();
      await inTransaction((orders) => orders.add(anOrder()));
      for (const [index, fact] of facts.entries()) {
        const decide = (order: Order) => follow(order, fact, secondsLater(index + 1), deadlinesMs);
        await inTransaction((orders) => orders.change(orderId, decide));

        const expected = following(anOrder(), ...facts.slice(0, index + 1));
        expect(await inTransaction((orders) => orders.get(orderId))).toEqual(expected);
      }
    });

    test('finds the orders whose deadline has come, the earliest first', async () => {
      const inTransaction = await open();
      const overdue = (seconds: number, atMost = 9) =>
        inTransaction((orders) => orders.overdue(secondsLater(seconds), atMost));
      await inTransaction((orders) => orders.add(following(anOrder(), allFacts.priced)));
      await inTransaction((orders) => orders.add(anOrder(anotherId)));

      expect(await overdue(0)).toEqual([]);
      expect(await overdue(1)).toEqual([anotherId]);
      expect(await overdue(3)).toEqual([anotherId, orderId]);
      expect(await overdue(3, 1)).toEqual([anotherId]);
      await inTransaction((orders) => orders.change(anotherId, cancel));
      expect(await overdue(3)).toEqual([orderId]);
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

    test('notes a fact also about an order that it does not know', async () => {
      const inTransaction = await open();
      const fact = { orderId: anotherId, state: 'none', fact: 'payment-captured', at: later };

      await expect(inTransaction((orders) => orders.noteImpossible(fact))).resolves.toBeUndefined();
    });

    test('refuses to add an order twice', async () => {
      const inTransaction = await open();
      await inTransaction((orders) => orders.add(anOrder()));

      await expect(inTransaction((orders) => orders.add(anOrder()))).rejects.toThrow(/already|duplicate/);
    });
  });
}

export type InTransaction = <T>(run: (orders: OrderStore) => Promise<T>) => Promise<T>;

const { priced, reserved, screened, captured, committed, noticed, dispatched, settled } = allFacts;
const wanted: CheckoutFact = { type: 'cancel-wanted' };
const overdue: CheckoutFact = { type: 'step-overdue', step: 'cancel' };
const released: CheckoutFact = { type: 'stock-released' };
const unavailable: CheckoutFact = { type: 'order-screened', decision: 'unavailable' };
const refunded: CheckoutFact = { type: 'payment-refunded' };

const everyWay: [what: string, facts: CheckoutFact[]][] = [
  ['is settled', [priced, reserved, screened, captured, committed, settled, noticed, dispatched]],
  ['goes on unscreened', [priced, reserved, unavailable, captured]],
  ['is cancelled while it is priced', [wanted, priced]],
  ['is taken back', [priced, reserved, screened, wanted, captured, released, overdue, refunded]],
  ['is declined', [priced, reserved, screened, { type: 'payment-declined', reason: 'card-declined' }, released]],
  ['is abandoned', [priced, reserved, screened, { type: 'payment-abandoned' }, released]],
  ['has no stock', [priced, { type: 'stock-refused', reason: 'out-of-stock' }]],
  ['loses its stock', [priced, reserved, screened, captured, { type: 'reservation-lost', reason: 'gone' }, refunded]],
];

const cancel = (order: Order) =>
  follow(order, { type: 'pricing-refused', reason: 'unknown-article' }, later, deadlinesMs);

const adding = (name: string) => (order: Order) => ({
  order: { ...order, steps: [...order.steps, { name, service: 'orders', at: later }] },
});
