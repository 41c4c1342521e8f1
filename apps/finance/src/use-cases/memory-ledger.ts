import { openBooks, type Heard, type OrderBooks } from '../domain/order-books.ts';
import type { Posting } from '../domain/posting.ts';
import { sumsOf } from '../domain/sums.ts';
import type { LateOrders, Ledger } from './ledger.ts';

/** For tests. A change does not wait for anything, so nothing comes between. */
export class MemoryLedger implements Ledger {
  readonly books = new Map<string, OrderBooks>();
  readonly postings = new Map<string, readonly Posting[]>();

  async change(orderId: string, decide: (books: OrderBooks) => Heard) {
    const heard = decide(this.books.get(orderId) ?? openBooks(orderId));
    for (const posting of heard.postings) this.book(orderId, posting);
    this.books.set(orderId, heard.books);
    return heard;
  }

  async lateOrders({ state: awaited, heardBefore, atMost }: LateOrders) {
    return [...this.books.values()]
      .filter(({ state, heardAt }) => state === awaited && heardAt < heardBefore)
      .toSorted((one, other) => one.heardAt.getTime() - other.heardAt.getTime())
      .slice(0, atMost)
      .map(({ orderId }) => orderId);
  }

  private book(orderId: string, posting: Posting) {
    const postings = this.postings.get(orderId) ?? [];
    const sums = sumsOf(posting.entries.map(({ amount }) => amount));
    if (sums.length > 0 || posting.entries.length === 0) throw new Error(`${posting.name} is not balanced.`);
    if (postings.some(({ name }) => name === posting.name)) throw new Error(`${posting.name} is booked already.`);
    this.postings.set(orderId, [...postings, posting]);
  }
}
