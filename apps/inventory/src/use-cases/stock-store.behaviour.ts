import { describe, expect, test } from 'vitest';
import { anotherId, orderId, ordinaryLines } from '../../test/a-reservation.ts';
import { commit, release, reserve, type Decision, type OnHand, type Reservation } from '../domain/reservation.ts';
import type { Stock } from '../domain/stock.ts';
import type { StockStore } from './stock-store.ts';

/** What every stock store promises. `open` gives an empty one, and a way to look at its rows. */
export function stockStoreBehaviour(name: string, open: () => Promise<OpenedStock>): void {
  const opened = async () => {
    const store = await open();
    await store.inTransaction((stock) => stock.putIn([mugs, teapots]));
    return store;
  };

  describe(name, () => {
    test('begins with what is put in', async () => {
      const { stockOf } = await opened();

      expect(await stockOf('mug')).toEqual({ article: 'mug', initial: 5, onHand: 5, ...nothing });
    });

    test('leaves an article that is there as it is', async () => {
      const { inTransaction, stockOf } = await opened();
      await inTransaction((stock) => stock.change(orderId, ordinaryLines, reserving));
      await inTransaction((stock) => stock.putIn([{ article: 'mug', quantity: 99 }]));

      expect(await stockOf('mug')).toMatchObject({ initial: 5, onHand: 3, reserved: 2 });
    });

    test('shows what is on hand of what is asked for, and nothing of an unknown article', async () => {
      const { inTransaction } = await opened();
      const asked = [...ordinaryLines, { article: 'samovar', quantity: 1 }];
      const seen: OnHand[] = [];
      await inTransaction((stock) =>
        stock.change(orderId, asked, (before, onHand) => (seen.push(onHand), same(before))),
      );

      expect(seen).toEqual([new Map(Object.entries({ mug: 5, teapot: 2 }))]);
    });

    test('moves all lines, keeps the reservation and hands the decision back', async () => {
      const { inTransaction, stockOf } = await opened();
      const decision = await inTransaction((stock) => stock.change(orderId, ordinaryLines, reserving));

      expect(decision.reservation).toEqual({ state: 'reserved', lines: ordinaryLines });
      expect(await stockOf('teapot')).toEqual({ article: 'teapot', initial: 2, onHand: 1, ...nothing, reserved: 1 });
      expect(await seenOf(inTransaction, orderId)).toEqual(decision.reservation);
    });

    test('moves them on and back', async () => {
      const { inTransaction, stockOf } = await opened();
      for (const id of [orderId, anotherId])
        await inTransaction((stock) => stock.change(id, [one], (before, onHand) => reserve(before, [one], onHand)));
      await inTransaction((stock) => stock.change(orderId, [], commit));
      await inTransaction((stock) => stock.change(anotherId, [], release));

      expect(await stockOf('mug')).toMatchObject({ onHand: 4, reserved: 0, committed: 1, shipped: 0 });
      expect(await seenOf(inTransaction, anotherId)).toEqual({ state: 'released', lines: [one] });
    });

    test.each<Reservation>([
      { state: 'refused', reason: 'out-of-stock', articles: ['mug', 'teapot'] },
      { state: 'released', lines: [] },
      { state: 'lost' },
      { state: 'dispatched' },
    ])('keeps a reservation that is $state', async (reservation) => {
      const { inTransaction } = await opened();
      await inTransaction((stock) => stock.change(orderId, ordinaryLines, () => same(reservation)));

      expect(await seenOf(inTransaction, orderId)).toEqual(reservation);
      expect(await seenOf(inTransaction, anotherId)).toEqual({ state: 'none' });
    });

    test('lets no piece go that is not there, and then changes nothing', async () => {
      const { inTransaction, stockOf } = await opened();
      const tooMany = [one, { article: 'teapot', quantity: 3 }];
      const taking = () => ({ ...same({ state: 'reserved', lines: tooMany }), move });

      await expect(inTransaction((stock) => stock.change(orderId, tooMany, taking))).rejects.toThrow(
        /teapot|nothing_is_negative/,
      );
      expect(await stockOf('mug')).toMatchObject({ onHand: 5, reserved: 0 });
      expect(await seenOf(inTransaction, orderId)).toEqual({ state: 'none' });
    });

    test('lets every change see the one before it, also at the same time', async () => {
      const { inTransaction, stockOf } = await opened();
      const ids = Array.from({ length: 8 }, () => crypto.randomUUID());
      const oneMug = (before: Reservation, onHand: OnHand) => reserve(before, [one], onHand);
      const decisions = await Promise.all(ids.map((id) => inTransaction((stock) => stock.change(id, [one], oneMug))));

      expect(decisions.filter(({ reservation }) => reservation.state === 'reserved')).toHaveLength(5);
      expect(await stockOf('mug')).toMatchObject({ onHand: 0, reserved: 5 });
    });

    test('never lets two orders wait for each other', async () => {
      const { inTransaction, stockOf } = await opened();
      const both = [one, { article: 'teapot', quantity: 1 }];
      const ids = Array.from({ length: 16 }, () => crypto.randomUUID());
      const all = ids.map((id, index) => {
        const asked = index % 2 === 0 ? both : both.toReversed();
        return inTransaction((stock) => stock.change(id, asked, (before, onHand) => reserve(before, asked, onHand)));
      });
      await Promise.all(all);

      expect(await stockOf('teapot')).toMatchObject({ onHand: 0, reserved: 2 });
      expect(await stockOf('mug')).toMatchObject({ onHand: 3, reserved: 2 });
    });

    test('changes one order once, also at the same time', async () => {
      const { inTransaction, stockOf } = await opened();
      const all = Array.from({ length: 4 }, () =>
        inTransaction((stock) => stock.change(orderId, ordinaryLines, reserving)),
      );
      await Promise.all(all);

      expect(await stockOf('mug')).toMatchObject({ onHand: 3, reserved: 2 });
    });

    test('moves a reservation on or back, never both, also at the same time', async () => {
      const { inTransaction, stockOf } = await opened();
      const oneMug = (before: Reservation, onHand: OnHand) => reserve(before, [one], onHand);
      for (const id of [orderId, anotherId]) await inTransaction((stock) => stock.change(id, [one], oneMug));
      const racing = [commit, release, commit, release];
      await Promise.all(racing.map((decide) => inTransaction((stock) => stock.change(orderId, [], decide))));
      const { onHand, reserved, committed } = await stockOf('mug');

      expect([onHand + committed, reserved]).toEqual([4, 1]);
      expect((await seenOf(inTransaction, orderId)).state).toBe(committed === 1 ? 'committed' : 'released');
    });

    test('notes what is impossible, once', async () => {
      const { inTransaction, impossibleFacts } = await opened();
      const fact = {
        orderId,
        state: 'lost',
        fact: 'shipment-dispatched',
        at: new Date('2026-11-02T10:00:00Z'),
      } as const;
      await inTransaction((stock) => stock.change(orderId, [], () => same({ state: 'lost' })));
      await inTransaction((stock) => stock.noteImpossible(fact));
      await inTransaction((stock) => stock.noteImpossible(fact));

      expect(await impossibleFacts()).toEqual([fact]);
    });
  });
}

export type InTransaction = <T>(run: (stock: StockStore) => Promise<T>) => Promise<T>;

export interface OpenedStock {
  readonly inTransaction: InTransaction;
  stockOf(article: string): Promise<Stock>;
  impossibleFacts(): Promise<unknown[]>;
}

const mugs = { article: 'mug', quantity: 5 };
const teapots = { article: 'teapot', quantity: 2 };
const one = { article: 'mug', quantity: 1 };
const nothing = { reserved: 0, committed: 0, shipped: 0 };
const move = { from: 'onHand', to: 'reserved' } as const;

const same = (reservation: Reservation): Decision => ({ reservation, answers: [] });
const reserving = (before: Reservation, onHand: OnHand) => reserve(before, ordinaryLines, onHand);

async function seenOf(inTransaction: InTransaction, id: string): Promise<Reservation> {
  return (await inTransaction((stock) => stock.change(id, [], same))).reservation;
}
