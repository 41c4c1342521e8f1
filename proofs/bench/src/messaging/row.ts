import type { Extra, GroupName } from './results.ts';

/** A goal: what has to be how large in comparison with what. */
export interface Row {
  readonly name: string;
  readonly what: string;
  readonly group: GroupName;
  readonly goal: number;
  readonly is: 'at least' | 'at most';
  readonly unit: '×' | 'B' | 'ms' | 'rows';
  /** Ratios have two subjects, absolute values one. */
  readonly ours: string;
  readonly theirs?: string;
  /** Which value it is, if it is not the rate. */
  readonly value?: Extra;
  /** Why it cannot be reached by this one, where that is known. */
  readonly because?: string;
}
