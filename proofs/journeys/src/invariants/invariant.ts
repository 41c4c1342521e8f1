import type { Evidence } from '../evidence/evidence.ts';

/** A sentence that holds for every shop that has become quiet, whatever was killed before. */
export interface Invariant {
  readonly name: string;
  /** Everything in the evidence that speaks against it. */
  judge(evidence: Evidence): readonly string[];
}
