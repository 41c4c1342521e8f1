import { sum, totalLine, type Counts } from '../tests/counts.ts';
import type { StageName } from './stages.ts';

/** A check has three outcomes; the third is never counted as the first. */
export type Outcome = 'held' | 'broken' | 'undecided';

/** How one stage went. */
export interface Verdict {
  readonly stage: StageName;
  readonly outcome: Outcome;
  readonly minutes: number;
  readonly budgetMinutes: number;
  /** Of a stage that counts tests. */
  readonly counts?: Counts;
}

/** A program's exit code as an outcome: 0 held, 2 could not decide, anything else broken. */
export function outcomeOfCode(code: number | null): Outcome {
  if (code === 0) return 'held';
  return code === 2 ? 'undecided' : 'broken';
}

/** Tests hold if some ran and none failed. */
export function outcomeOfCounts({ failed, undecided }: Pick<Counts, 'failed' | 'undecided'>): Outcome {
  if (failed > 0) return 'broken';
  return undecided.length > 0 ? 'undecided' : 'held';
}

/** All tests, and one for each stage. */
export function totalOf(verdicts: readonly Verdict[]): Counts {
  const nothing: Counts = { passed: 0, failed: 0, skipped: 0, undecided: [] };
  return verdicts.flatMap((verdict) => [countsOfStage(verdict), verdict.counts ?? nothing]).reduce(sum, nothing);
}

function countsOfStage({ stage, outcome }: Verdict): Counts {
  return {
    passed: outcome === 'held' ? 1 : 0,
    failed: outcome === 'broken' ? 1 : 0,
    skipped: 0,
    undecided: outcome === 'undecided' ? [`stage ${stage}`] : [],
  };
}

/** The stages as a table for a person; the last line counts. */
export function table(verdicts: readonly Verdict[]): string[] {
  const width = Math.max(...verdicts.map(({ stage }) => stage.length));
  return [...verdicts.map((verdict) => verdictLine(verdict, width)), totalLine(totalOf(verdicts))];
}

/** `format      held        0.1 min of 0.1` */
export function verdictLine({ stage, outcome, minutes, budgetMinutes, counts }: Verdict, width: number): string {
  const time = `${minutes.toFixed(1).padStart(5)} min of ${budgetMinutes}`;
  const over = minutes > budgetMinutes ? '  over its budget' : '';
  const tests = counts ? `  ${totalLine(counts)}` : '';
  return `${stage.padEnd(width)}  ${outcome.padEnd(9)} ${time}${over}${tests}`;
}
