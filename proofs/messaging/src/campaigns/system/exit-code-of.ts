import type { Anomalies } from './anomalies.ts';

export interface Outcome {
  /** Committed ones. */
  readonly messages: number;
  readonly anomalies: Anomalies;
  /** Whether everything had arrived when it was counted. */
  readonly settled: boolean;
}

/**
 * 1 for what must not happen; 2 where nothing was shown: nothing was said, or not everything had arrived, and what is missing
 * may only be late.
 */
export function exitCodeOf({ messages, anomalies: { lost, ...others }, settled }: Outcome): 0 | 1 | 2 {
  if (Object.values(others).some((count) => count > 0)) return 1;
  if (!settled || messages === 0) return 2;
  return lost > 0 ? 1 : 0;
}
