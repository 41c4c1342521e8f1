import type { Spread } from '../statistics.ts';
import { spreadOf } from '../statistics.ts';
import type { Groups } from './results.ts';
import type { Row } from './row.ts';
import { goals } from './goals.ts';
import { ratioOf } from './rounds.ts';

/** A row with what was measured; undefined where it was not. */
export interface MeasuredRow extends Omit<Row, 'value'> {
  readonly value: Spread | undefined;
}

/** Reached by the median; a value that is equal to its goal has reached it. Undefined where nothing was measured. */
export function isReached({ goal, is, value }: Pick<MeasuredRow, 'goal' | 'is' | 'value'>): boolean | undefined {
  if (value === undefined) return undefined;
  return is === 'at least' ? value.median >= goal : value.median <= goal;
}

export function measuredRows(groups: Groups): MeasuredRow[] {
  return goals.map((row) => ({ ...row, value: valueOf(row, groups) }));
}

function valueOf({ group, value, ours, theirs }: Row, groups: Groups): Spread | undefined {
  const measured = groups[group];
  if (theirs !== undefined) return measured && ratioOf(measured.rates, ours, theirs);
  const values = (value === undefined ? measured?.rates : measured?.[value])?.[ours];
  return values?.length ? spreadOf(values) : undefined;
}
