import type { RelayTimes } from './next-step.ts';

/** A lease under which nothing could ever be sent. */
export class LeaseTooShort extends Error {
  readonly code = 'lease-too-short';

  constructor({ leaseMs, sendMs }: RelayTimes) {
    super(`A send of ${sendMs} ms does not fit into a lease of ${leaseMs} ms: a tenth of it is kept for deleting.`);
  }
}
