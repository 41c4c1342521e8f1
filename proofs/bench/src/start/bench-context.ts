import type { Run } from '@holdfast/local-infra';

/** What every part of the measurement is given. */
export interface BenchContext {
  /** The checkout that is measured. */
  readonly root: string;
  /** Removed afterwards. */
  readonly folder: string;
  readonly rounds: number;
  readonly run: Run;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}
