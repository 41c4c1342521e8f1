import type { Order } from '../domain/order.ts';

/** Keeps orders. Every implementation passes `orderStoreBehaviour`. */
export interface OrderStore {
  add(order: Order): Promise<void>;

  /** Throws `UnknownOrder`. */
  get(orderId: string): Promise<Order>;

  /**
   * Loads and locks an order, asks `decide` what becomes of it, saves that, and hands the decision back.
   * `decide` may run more than once, so it must not have effects of its own. Throws `UnknownOrder`.
   */
  change<D extends { readonly order: Order }>(orderId: string, decide: (order: Order) => D): Promise<D>;

  /** The ids of orders whose deadline has come, the earliest first. Locks nothing. */
  overdue(at: Date, atMost: number): Promise<string[]>;

  /** The order need not be there. */
  noteImpossible(fact: ImpossibleFact): Promise<void>;

  notePage(page: Page): Promise<void>;
}

/** A fact that was heard although it cannot be true in the state of its order, which is `none` where there is no such order. */
export interface ImpossibleFact {
  readonly orderId: string;
  readonly state: string;
  readonly fact: string;
  readonly at: Date;
}

/** A step that a person should look at, because it cannot be given up and is not answered. */
export interface Page {
  readonly orderId: string;
  readonly step: string;
  readonly at: Date;
}

export class UnknownOrder extends Error {
  readonly code = 'unknown-order';
  readonly orderId: string;

  constructor(orderId: string) {
    super(`There is no order ${orderId}.`);
    this.orderId = orderId;
  }
}
