import type { AnyEffect, Conclusion, UseCase } from '@holdfast/work';
import type { Performer } from './performer.ts';

/** An effect, who performs it, and what is concluded from its outcome. */
export interface Performance {
  readonly effect: AnyEffect;
  // oxlint-disable-next-line typescript/no-explicit-any -- what a scope holds is the use case's business
  readonly conclude: UseCase<Conclusion<AnyEffect>, any, void>;
  readonly performer: Performer<AnyEffect>;
}
