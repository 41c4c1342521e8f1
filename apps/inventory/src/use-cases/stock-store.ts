import type { Line } from '../domain/line.ts';
import type { Decision, Impossible, OnHand, Reservation } from '../domain/reservation.ts';

/** Keeps the stock and what orders have of it. Every implementation passes `stockStoreBehaviour`. */
export interface StockStore {
  /** Puts in what the warehouse begins with. An article that is there already stays as it is. */
  putIn(opening: readonly Line[]): Promise<void>;

  /**
   * Locks what the order has and the articles of `asked` and of its reservation, asks `decide` what becomes of it, moves the
   * stock, saves, and hands the decision back. Locks the articles in one sequence, so that two orders never wait for each
   * other. `decide` may run more than once, so it must not have effects of its own. Throws when a piece would go missing.
   */
  change(orderId: string, asked: readonly Line[], decide: Decide): Promise<Decision>;

  /** Once per order, state and fact. */
  noteImpossible(fact: ImpossibleFact): Promise<void>;
}

export type Decide = (before: Reservation, onHand: OnHand) => Decision;

/** Something that was heard although it cannot be true in the state of its reservation. */
export interface ImpossibleFact extends Impossible {
  readonly orderId: string;
  readonly at: Date;
}
