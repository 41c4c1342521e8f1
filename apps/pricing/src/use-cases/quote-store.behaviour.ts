import { describe, expect, test } from 'vitest';
import { aQuote, aRefusal, orderId } from '../../test/a-quote.ts';
import type { QuoteStore } from './quote-store.ts';

/** What every quote store promises. `open` gives an empty one. */
export function quoteStoreBehaviour(name: string, open: () => Promise<InTransaction>): void {
  describe(name, () => {
    test.each([
      ['price', aQuote()],
      ['refusal', aRefusal()],
    ])('keeps a %s and gives it back to whoever asks again', async (_, quote) => {
      const inTransaction = await open();
      const later = { ...aQuote(), priceList: 'later', quotedAt: new Date('2027-01-01T00:00:00Z') };

      expect(await inTransaction((quotes) => quotes.keep(quote))).toEqual(quote);
      expect(await inTransaction((quotes) => quotes.keep(later))).toEqual(quote);
    });

    test('keeps one quote when several come at the same time', async () => {
      const inTransaction = await open();
      const lists = ['one', 'two', 'three', 'four'];
      const kept = await Promise.all(
        lists.map((priceList) => inTransaction((quotes) => quotes.keep({ ...aQuote(), priceList }))),
      );

      expect(new Set(kept.map(({ priceList }) => priceList)).size).toBe(1);
      expect(kept.every((quote) => quote.orderId === orderId)).toBe(true);
    });
  });
}

export type InTransaction = <T>(run: (quotes: QuoteStore) => Promise<T>) => Promise<T>;
