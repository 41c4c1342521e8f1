import type { Decision } from '../domain/screening.ts';

/** Keeps screenings. Every implementation passes `screeningStoreBehaviour`. */
export interface ScreeningStore {
  /** Opens the screening of an order, or hands over what was decided, if anything was. Of several at once one is the first. */
  open(orderId: string): Promise<{ readonly isFirst: boolean; readonly decision: Decision | undefined }>;

  /** Throws `NothingToDecide` where no screening waits for its decision: a decision is never changed. */
  decide(orderId: string, decision: Decision): Promise<void>;
}

export class NothingToDecide extends Error {
  readonly code = 'nothing-to-decide';

  constructor(orderId: string) {
    super(`No screening of order ${orderId} waits for a decision.`);
  }
}
