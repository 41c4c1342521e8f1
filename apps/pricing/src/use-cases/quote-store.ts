import type { Quote } from '../domain/quote.ts';

/** Keeps quotes. Every implementation passes `quoteStoreBehaviour`. */
export interface QuoteStore {
  /** Keeps the first quote of an order and hands back the kept one: who asks again hears the same, also by a new price list. */
  keep(quote: Quote): Promise<Quote>;
}
