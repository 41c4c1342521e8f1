import { growth, perMinute, type Sample } from './trend.ts';
import type { Samples } from './sampling.ts';

export interface Findings {
  /** Megabytes in a minute, after the third one. */
  readonly memorySlopes: Readonly<Record<string, number>>;
  /** Kilobytes at their most, and how much that is of what it was in the first half. */
  readonly tables: Readonly<Record<string, { readonly most: number; readonly growth: number }>>;
  readonly bounds: { readonly memorySlope: number; readonly tableGrowth: number; readonly smallTable: number };
  /** What is not as it must be, a sentence each. */
  readonly broken: readonly string[];
}

// A table of a few hundred kilobytes doubles by a page here and there, which says nothing.
const bounds = { memorySlope: 1, tableGrowth: 1.5, smallTable: 2_048 };

/** Judges what was seen: caches and pools fill in the first minutes, so they do not count. */
export function findingsOf({ memory, tables }: Samples, settledMs: number): Findings {
  const after = (samples: readonly Sample[]) => samples.filter(({ atMs }) => atMs >= settledMs);
  const memorySlopes = mapped(memory, (samples) => rounded(perMinute(after(samples))));
  const sizes = mapped(tables, (samples) => ({
    most: Math.max(0, ...samples.map(({ value }) => value)),
    growth: rounded(growth(after(samples))),
  }));
  const broken = [
    ...Object.entries(memorySlopes)
      .filter(([, slope]) => slope >= bounds.memorySlope)
      .map(([name, slope]) => `The memory of ${name} grows by ${slope} MB in a minute.`),
    ...Object.entries(sizes)
      .filter(([, { most, growth: by }]) => most > bounds.smallTable && by > bounds.tableGrowth)
      .map(([name, { growth: by }]) => `${name} is ${by} times as large in the second half as in the first.`),
  ];
  return { memorySlopes, tables: sizes, bounds, broken };
}

function mapped<A, B>(record: Readonly<Record<string, A>>, of: (one: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, of(one)]));
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
