import { describe, expect, test } from 'vitest';
import { anotherId, capture, orderId, wayTo } from '../../test/a-payment.ts';
import { advance, type Payment, type PaymentFact } from '../domain/payment.ts';
import type { PaymentStore } from './payment-store.ts';

/** What every payment store promises. `open` gives an empty one. */
export function paymentStoreBehaviour(name: string, open: () => Promise<InTransaction>): void {
  describe(name, () => {
    test.each(Object.entries(wayTo))('gives back a payment that is %s', async (state, way) => {
      const inTransaction = await open();
      let payment: Payment | undefined;
      for (const fact of way) payment = (await inTransaction(taking(orderId, fact))).payment;

      expect(payment?.state).toBe(state);
      expect(await inTransaction(seen(orderId))).toEqual(payment);
    });

    test('finds nothing where there is no payment', async () => {
      const inTransaction = await open();
      await inTransaction(taking(anotherId, { type: 'refund-asked' }));

      expect(await inTransaction(seen(orderId))).toBeUndefined();
    });

    test('hands the decision back', async () => {
      const inTransaction = await open();
      const decision = await inTransaction(taking(orderId, { type: 'refund-asked' }));

      expect(decision).toEqual(advance(undefined, { type: 'refund-asked' }));
    });

    test('leaves other payments alone', async () => {
      const inTransaction = await open();
      for (const fact of wayTo.charging) await inTransaction(taking(orderId, fact));
      for (const fact of wayTo.charging) await inTransaction(taking(anotherId, fact));
      await inTransaction(taking(orderId, { type: 'card-charged', capture }));

      expect(await inTransaction(seen(anotherId))).toMatchObject({ state: 'charging' });
    });

    test('opens one payment when several come at the same time', async () => {
      const inTransaction = await open();
      const [charge] = wayTo.charging;
      const allAreHere = meeting(4);
      const decisions = await Promise.all(
        [1, 2, 3, 4].map(() =>
          inTransaction(async (payments) => {
            await allAreHere();
            return payments.change(orderId, opening(charge));
          }),
        ),
      );

      expect(decisions.filter(({ isFirst }) => isFirst)).toHaveLength(1);
    });

    test('lets every change see the one before it, also at the same time', async () => {
      const inTransaction = await open();
      for (const fact of wayTo.charging) await inTransaction(taking(orderId, fact));
      const facts: PaymentFact[] = [
        { type: 'refund-asked' },
        { type: 'card-charged', capture },
        { type: 'refund-asked' },
      ];
      const decisions = await Promise.all(facts.map((fact) => inTransaction(taking(orderId, fact))));
      const commands = decisions.flatMap((decision) => decision.commands.map(({ type }) => type));

      expect(commands.toSorted()).toEqual(['refund-card', 'say-captured']);
      expect(await inTransaction(seen(orderId))).toMatchObject({ state: 'refunding' });
    });
  });
}

export type InTransaction = <T>(run: (payments: PaymentStore) => Promise<T>) => Promise<T>;

const taking = (id: string, fact: PaymentFact) => (payments: PaymentStore) =>
  payments.change(id, (payment) => advance(payment, fact));

const opening = (fact: PaymentFact) => (payment: Payment | undefined) => ({
  isFirst: payment === undefined,
  payment: payment ?? advance(payment, fact).payment,
});

/** Everybody waits until so many have come. */
function meeting(count: number) {
  const { promise, resolve } = Promise.withResolvers<void>();
  let missing = count;
  return () => {
    missing -= 1;
    if (missing === 0) resolve();
    return promise;
  };
}

const seen = (id: string) => (payments: PaymentStore) => payments.find(id);
