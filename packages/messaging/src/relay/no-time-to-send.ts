import type { RelayTimes } from './next-step.ts';

/** So much of the lease was gone when the rows were read that no send could have ended in it. */
export class NoTimeToSend extends Error {
  readonly code = 'no-time-to-send';

  constructor(leftMs: number, { leaseMs, sendMs }: RelayTimes) {
    super(
      `Nothing was sent: of the lease of ${leaseMs} ms only ${Math.round(leftMs)} ms were left when the rows were read, and a ` +
        `send may take ${sendMs} ms. If it stays so, the database is too slow for these settings: give the lease more time.`,
    );
  }
}
