import type { Heard, OrderBooks } from '../domain/order-books.ts';
import type { Awaiting } from '../domain/verdict.ts';

/** Keeps the books. Every implementation passes `ledgerBehaviour`. */
export interface Ledger {
  /**
   * Loads and locks what is known of an order, asks `decide` what becomes of it, saves that, books the new postings, and
   * hands the decision back. `decide` may run more than once, so it must not have effects of its own.
   */
  change(orderId: string, decide: (books: OrderBooks) => Heard): Promise<Heard>;

  /** Locks orders that wait for this and were last heard of before; the oldest first, without those that others have locked. */
  lateOrders(asked: LateOrders): Promise<string[]>;
}

export interface LateOrders {
  readonly state: Awaiting;
  readonly heardBefore: Date;
  readonly atMost: number;
}
