import { typeOf, type AnyMessage, type DataOf } from '@holdfast/contract-kit';
import type { OutsideLedgers } from './outside-ledgers.ts';
import type { Handled, Said } from './witness.ts';

/** All that can be known of a shop that has become quiet, read once, so that every invariant judges the same. */
export interface Evidence {
  /** The orders that were answered with 2xx, as often as they were. */
  readonly accepted: readonly string[];
  readonly orders: readonly OrderRow[];
  /** By service. */
  readonly said: Readonly<Record<string, readonly Said[]>>;
  /** By service. */
  readonly handled: Readonly<Record<string, readonly Handled[]>>;
  readonly outside: OutsideLedgers;
  readonly stock: readonly StockRow[];
  readonly books: readonly BookRow[];
  readonly open: readonly string[];
  /** The consumers of the whole system, with the types that each has declared to take. */
  readonly consumers: Readonly<Record<string, readonly string[]>>;
  /** For each step the type that says that it is done. */
  readonly steps: readonly string[];
}

/** How an order ended, as orders tells it. */
export interface OrderRow {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
}

/** What the warehouse says of one article. */
export interface StockRow {
  readonly article: string;
  readonly initial: number;
  readonly onHand: number;
  readonly reserved: number;
  readonly committed: number;
  readonly shipped: number;
}

/** What the books say of one order in one currency. */
export interface BookRow {
  readonly orderId: string;
  readonly currency: string;
  readonly captured: number;
  readonly refunded: number;
  /** What the customer still owes, or below zero what is owed to the customer. */
  readonly owed: number;
  /** Debits minus credits, over all that was posted for the order. */
  readonly imbalance: number;
}

/** Whatever was said, by whichever service, in no sequence across services. */
export function allSaid({ said }: Pick<Evidence, 'said'>): readonly Said[] {
  return Object.values(said).flat();
}

/** What was said of one kind. */
export function saidOf<M extends AnyMessage>(
  evidence: Pick<Evidence, 'said'>,
  message: M,
): readonly { readonly subject: string; readonly data: DataOf<M> }[] {
  const type = typeOf(message);
  return allSaid(evidence)
    .filter((one) => one.type === type)
    .map(({ subject, data }) => ({ subject, data: data as DataOf<M> }));
}

/** The orders about which something of one kind was said, as often as it was. */
export function subjectsOf(evidence: Pick<Evidence, 'said'>, message: AnyMessage): readonly string[] {
  return saidOf(evidence, message).map(({ subject }) => subject);
}

/** The ids of the orders that ended so, by what orders keeps of them. */
export function idsIn({ orders }: Pick<Evidence, 'orders'>, state: 'settled' | 'cancelled'): readonly string[] {
  return orders.filter((order) => order.state === state).map(({ id }) => id);
}
