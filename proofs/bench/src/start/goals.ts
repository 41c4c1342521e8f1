import type { Parts, PartName } from './results.ts';

/** A goal, and what was measured; undefined where it was not. */
export interface GoalRow {
  readonly part: PartName;
  readonly what: string;
  readonly goal: number;
  readonly value: number | undefined;
  readonly unit: 's' | 'GB';
}

/** What a start may cost. A value that is equal to its goal has reached it. */
export function goalRows({ cold, warm, trials, memory, dev }: Parts): GoalRow[] {
  return [
    {
      part: 'cold',
      what: 'cold clone, `npm start -- --once`',
      goal: 120,
      value: seconds(cold?.totalMs.median),
      unit: 's',
    },
    {
      part: 'warm',
      what: 'warm `npm start` to the first settled order',
      goal: 20,
      value: seconds(warm?.totalMs.median),
      unit: 's',
    },
    { part: 'trials', what: 'order time, p50', goal: 1, value: seconds(wholly(trials, 'p50Ms')), unit: 's' },
    { part: 'trials', what: 'order time, p95', goal: 2, value: seconds(wholly(trials, 'p95Ms')), unit: 's' },
    { part: 'memory', what: 'memory of everything', goal: 2.5, value: memory && memory.totalMb / 1024, unit: 'GB' },
    { part: 'dev', what: 'save to running, a file of an app', goal: 3, value: seconds(dev?.appMs.median), unit: 's' },
    {
      part: 'dev',
      what: 'save to running, a file that every app runs',
      goal: 3,
      value: seconds(dev?.packageMs.median),
      unit: 's',
    },
  ];
}

export function isReached({ goal, value }: GoalRow): boolean | undefined {
  return value === undefined ? undefined : value <= goal;
}

/** Times of those that came through say nothing where others did not. */
function wholly(trials: Parts['trials'], time: 'p50Ms' | 'p95Ms'): number | undefined {
  return trials && trials.notDone > 0 ? Number.POSITIVE_INFINITY : trials?.[time];
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
