import type { Backoff } from '@holdfast/work';
import type { RelayTimes } from './next-step.ts';

export interface RelaySettings extends RelayTimes {
  /** The most rows of one turn. */
  readonly batchSize: number;
  /** The most bytes of one send, and about the most that one turn reads: a broker refuses a batch of more than a megabyte for one partition, whole. */
  readonly batchBytes: number;
  /** How often to look when nobody calls `wake`. */
  readonly pollMs: number;
  readonly backoff: Backoff;
}

/** What a relay does unless it is told otherwise. */
export const ordinaryRelaySettings: RelaySettings = {
  leaseMs: 5_000,
  sendMs: 3_000,
  batchSize: 1_000,
  batchBytes: 768 * 1024,
  pollMs: 100,
  backoff: { firstMs: 100, longestMs: 2_000 },
};
