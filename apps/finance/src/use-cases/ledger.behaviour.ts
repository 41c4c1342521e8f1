import { money } from '@holdfast/contract-kit/money';
import { beforeEach, describe, expect, test } from 'vitest';
import { cancelled, captured, dispatched, euros, now, priced, refunded } from '../../test/an-order.ts';
import type { Fact } from '../domain/fact.ts';
import { hear, losePatience, openBooks, type Heard, type OrderBooks } from '../domain/order-books.ts';
import type { Posting } from '../domain/posting.ts';
import type { Awaiting, MismatchKind } from '../domain/verdict.ts';
import type { Ledger } from './ledger.ts';

const most = Number.MAX_SAFE_INTEGER;
const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

/** What every ledger promises. `open` gives one, and a way to look at what is booked. */
export function ledgerBehaviour(name: string, open: () => Promise<OpenedLedger>): void {
  let orderId: string;
  beforeEach(() => {
    orderId = crypto.randomUUID();
  });

  const hearing =
    (fact: Fact, at = now) =>
    (books: OrderBooks) =>
      hear(books, fact, at);
  const seenOf = async ({ inTransaction }: OpenedLedger) =>
    (await inTransaction((ledger) => ledger.change(orderId, unchanged))).books;

  describe(name, () => {
    test('begins with nothing', async () => {
      expect(await seenOf(await open())).toEqual(openBooks(orderId));
    });

    test.each<[string, Fact[]]>([
      ['is carried out', [priced, captured, dispatched]],
      ['is cancelled', [cancelled, captured, refunded, priced]],
      ['has impossible amounts', [{ ...captured, amount: euros(-most) }, { ...priced, tax: money(1, 'USD') }, priced]],
      ['is captured for too little', [dispatched, { ...captured, amount: euros(1) }, priced]],
    ])('keeps what was heard of an order that %s, in its sequence, and what was made of it', async (_, facts) => {
      const opened = await open();
      let expected = openBooks(orderId);
      for (const fact of facts) {
        const heard = await opened.inTransaction((ledger) => ledger.change(orderId, hearing(fact)));
        expected = hear(expected, fact, now).books;
        expect(heard.books).toEqual(expected);
      }

      expect(await seenOf(opened)).toEqual(expected);
    });

    test('books the postings of a decision', async () => {
      const opened = await open();
      const { postings } = await opened.inTransaction((ledger) => ledger.change(orderId, hearing(priced)));

      expect(postings).toHaveLength(1);
      expect(await opened.postingsOf(orderId)).toEqual(postings);
    });

    test('books nothing that is not balanced, and then keeps nothing', async () => {
      const { inTransaction, postingsOf, ...opened } = await open();
      const wrong = (books: OrderBooks) => unbalanced(hear(books, priced, now));

      await expect(inTransaction((ledger) => ledger.change(orderId, wrong))).rejects.toThrow('not balanced');
      expect(await postingsOf(orderId)).toEqual([]);
      expect(await seenOf({ inTransaction, postingsOf, ...opened })).toEqual(openBooks(orderId));
    });

    test('lets every change see the one before it, also at the same time', async () => {
      const opened = await open();
      const facts = [priced, captured, dispatched, priced, captured, dispatched];
      const heard = await Promise.all(
        facts.map((fact) => opened.inTransaction((ledger) => ledger.change(orderId, hearing(fact)))),
      );

      expect(heard.flatMap(({ news }) => news)).toEqual([{ type: 'settled', amount: euros(12_990) }]);
      expect(await opened.postingsOf(orderId)).toHaveLength(3);
    });

    test.each<[string, Fact[], Awaiting, MismatchKind]>([
      ['refunds', [captured, cancelled], 'awaiting-refund', 'refunded-differs'],
      ['shipments', [captured], 'awaiting-shipment', 'not-shipped'],
    ])('finds %s that are late, and not again once somebody was told', async (_, facts, awaiting, kind) => {
      const opened = await open();
      const late = (minutes: number, state = awaiting) =>
        opened.inTransaction((ledger) => ledger.lateOrders({ state, heardBefore: later(minutes), atMost: 1_000 }));
      for (const fact of facts) await opened.inTransaction((ledger) => ledger.change(orderId, hearing(fact)));
      const other = awaiting === 'awaiting-refund' ? 'awaiting-shipment' : 'awaiting-refund';

      expect(await late(0)).not.toContain(orderId);
      expect(await late(1, other)).not.toContain(orderId);
      expect(await late(1)).toContain(orderId);
      const heard = await opened.inTransaction((ledger) =>
        ledger.change(orderId, (books) => losePatience(books, later(1))),
      );
      expect(heard.news).toMatchObject([{ type: 'mismatched', mismatch: { kind } }]);
      expect(await late(1)).not.toContain(orderId);
      expect(await seenOf(opened)).toEqual(heard.books);
    });
  });
}

export interface OpenedLedger {
  inTransaction<T>(run: (ledger: Ledger) => Promise<T>): Promise<T>;
  postingsOf(orderId: string): Promise<Posting[]>;
}

const unchanged = (books: OrderBooks): Heard => ({ books, postings: [], news: [] });

function unbalanced({ postings, ...heard }: Heard): Heard {
  return { ...heard, postings: postings.map(({ name, entries }) => ({ name, entries: entries.slice(1) })) };
}
