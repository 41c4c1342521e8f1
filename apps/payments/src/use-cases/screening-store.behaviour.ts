import { describe, expect, test } from 'vitest';
import { anotherId, orderId } from '../../test/a-payment.ts';
import { NothingToDecide, type ScreeningStore } from './screening-store.ts';

/** What every screening store promises. `open` gives an empty one. */
export function screeningStoreBehaviour(name: string, open: () => Promise<InTransaction>): void {
  describe(name, () => {
    test('opens the screening of an order once', async () => {
      const inTransaction = await open();
      const openIt = () => inTransaction((screenings) => screenings.open(orderId));

      expect(await openIt()).toEqual({ isFirst: true, decision: undefined });
      expect(await openIt()).toEqual({ isFirst: false, decision: undefined });
    });

    test('has one who is first when several come at the same time', async () => {
      const inTransaction = await open();
      const opened = await Promise.all([1, 2, 3, 4].map(() => inTransaction((screenings) => screenings.open(orderId))));

      expect(opened.filter(({ isFirst }) => isFirst)).toHaveLength(1);
    });

    test('keeps what was decided, of each order its own', async () => {
      const inTransaction = await open();
      await inTransaction((screenings) => screenings.open(orderId));
      await inTransaction((screenings) => screenings.open(anotherId));
      await inTransaction((screenings) => screenings.decide(orderId, 'declined'));

      expect(await inTransaction((screenings) => screenings.open(orderId))).toEqual({
        isFirst: false,
        decision: 'declined',
      });
      expect((await inTransaction((screenings) => screenings.open(anotherId))).decision).toBe(undefined);
    });

    test('refuses a decision that nobody waits for', async () => {
      const inTransaction = await open();
      const decide = () => inTransaction((screenings) => screenings.decide(orderId, 'approved'));
      await expect(decide()).rejects.toThrow(NothingToDecide);

      await inTransaction((screenings) => screenings.open(orderId));
      await decide();
      await expect(decide()).rejects.toThrow(NothingToDecide);
    });
  });
}

export type InTransaction = <T>(run: (screenings: ScreeningStore) => Promise<T>) => Promise<T>;
