import { spreadOf, type Spread } from '../statistics.ts';

/** What each subject of a group did, a number per round: messages or transactions per second, or bytes per message. */
export type Measured = Readonly<Record<string, readonly number[]>>;

/**
 * There and back again (ABBA for two): what gets slower or quicker in the course of a round does so for all alike.
 */
export function thereAndBack<T>(subjects: readonly T[]): T[] {
  return [...subjects, ...subjects.toReversed()];
}

/** The ratio of two subjects in each round, and the median of those: what disturbs a whole round is not in it. */
export function ratioOf(measured: Measured, ours: string, theirs: string): Spread | undefined {
  const [mine, other] = [measured[ours], measured[theirs]];
  if (!mine?.length || mine.length !== other?.length) return undefined;
  return spreadOf(mine.map((value, round) => value / other[round]!));
}

/** The mean of what a subject did on the way there and on the way back. */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw new Error('nothing was measured');
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
