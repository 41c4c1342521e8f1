import type { Spread } from '../statistics.ts';
import { spreadOf } from '../statistics.ts';
import type { GroupName, Groups } from './results.ts';
import type { Row } from './row.ts';
import { goals } from './goals.ts';
import { ratioOf } from './rounds.ts';

/** A row with what was measured; undefined where it was not. */
export interface MeasuredRow extends Omit<Row, 'value'> {
  readonly value: Spread | undefined;
  /** Why it could not be measured. */
  readonly failed?: string;
}

export type Verdict = 'reached' | 'not reached' | 'undecided' | 'not measured';

/**
 * Reached only if the worst of the rounds has reached it too; a value that is equal to its goal has reached it. Where the
 * median has and the worst has not, the spread is too wide to say.
 */
export function verdictOf({ goal, is, value, failed }: Pick<MeasuredRow, 'goal' | 'is' | 'value' | 'failed'>): Verdict {
  if (failed !== undefined) return 'undecided';
  if (value === undefined) return 'not measured';
  const reaches = (one: number): boolean => (is === 'at least' ? one >= goal : one <= goal);
  if (!reaches(value.median)) return 'not reached';
  return reaches(value.min) && reaches(value.max) ? 'reached' : 'undecided';
}

/** Why a whole group could not be measured. */
export type Failures = Partial<Readonly<Record<GroupName, string>>>;

export function measuredRows(groups: Groups, failures: Failures = {}): MeasuredRow[] {
  return goals.map((row) => {
    const why = groups[row.group]?.failed ?? {};
    const failed = failures[row.group] ?? why[row.ours] ?? (row.theirs === undefined ? undefined : why[row.theirs]);
    return {
      ...row,
      value: failed === undefined ? valueOf(row, groups) : undefined,
      ...(failed !== undefined && { failed }),
    };
  });
}

function valueOf({ group, value, ours, theirs }: Row, groups: Groups): Spread | undefined {
  const measured = groups[group];
  if (theirs !== undefined) return measured && ratioOf(measured.rates, ours, theirs);
  const values = (value === undefined ? measured?.rates : measured?.[value])?.[ours];
  return values?.length ? spreadOf(values) : undefined;
}
