import type { Backoff } from '@holdfast/work';

/** How an executor goes about it. Times are in milliseconds. */
export interface ExecutorSettings {
  /** How often to look when nobody calls `wake`. */
  readonly pollMs: number;
  /** The most intents in hand at once. */
  readonly parallel: number;
  /** A lease outlives the timeout of its call by this: the time to write down what came of it. */
  readonly marginMs: number;
  /** In how many turns it may fail to be given up before it is parked. */
  readonly undecided: number;
  /** The outside is asked about what is parked after some time up to this, again and again while it knows the key. */
  readonly parkedMs: number;
  readonly backoff: Backoff;
}

export const ordinarySettings: ExecutorSettings = {
  pollMs: 250,
  parallel: 16,
  marginMs: 5_000,
  undecided: 10,
  parkedMs: 60_000,
  backoff: { firstMs: 200, longestMs: 30_000 },
};
