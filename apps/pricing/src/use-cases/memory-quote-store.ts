import type { Quote } from '../domain/quote.ts';
import type { QuoteStore } from './quote-store.ts';

/** For tests: one process, one use case at a time. */
export class MemoryQuoteStore implements QuoteStore {
  private readonly quotes = new Map<string, Quote>();

  async keep(quote: Quote) {
    const kept = this.quotes.get(quote.orderId) ?? quote;
    this.quotes.set(quote.orderId, kept);
    return kept;
  }
}
