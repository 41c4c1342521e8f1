import { isDropped, kindOf } from './trees.ts';

/** What must not happen, each counted in messages. */
export interface Anomalies {
  /** Committed, and without its effect. */
  readonly lost: number;
  /** With its effect more than once. */
  readonly doubled: number;
  /** With its effect after that of a later one of its key. */
  readonly reordered: number;
  /** With an effect, and never committed. */
  readonly ghosts: number;
  /** Of a key that was parked: what it was overtaken by. A part of what is reordered. */
  readonly overtaken: number;
  /** Positions that were set back. */
  readonly movedBack: number;
}

export const noAnomalies: Anomalies = { lost: 0, doubled: 0, reordered: 0, ghosts: 0, overtaken: 0, movedBack: 0 };

/** Of one tree: how far it has grown, as committed, and what was noted of it, in the sequence of its noting. */
export function anomaliesOf(tree: string, grown: number, noted: readonly number[]): Anomalies {
  const known = new Set<number>();
  const found = { lost: 0, doubled: 0, reordered: 0, ghosts: 0, overtaken: 0, movedBack: 0 };
  let highest = 0;
  for (const step of noted) {
    if (step < 1 || step > grown || isDropped(tree, step)) found.ghosts += 1;
    else if (known.has(step)) found.doubled += 1;
    else if (step < highest) found.reordered += 1;
    known.add(step);
    highest = Math.max(highest, step);
  }
  for (let step = 1; step <= grown; step += 1) if (!known.has(step) && !isDropped(tree, step)) found.lost += 1;
  return { ...found, overtaken: kindOf(tree) === 'sound' ? 0 : found.reordered };
}

export function sumOf(all: readonly Anomalies[]): Anomalies {
  const sum = { ...noAnomalies };
  for (const one of all) for (const name of Object.keys(sum) as (keyof Anomalies)[]) sum[name] += one[name];
  return sum;
}
