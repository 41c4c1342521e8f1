import { describe, expect, test } from 'vitest';
import type { Groups } from './results.ts';
import { goals } from './goals.ts';
import { isReached, measuredRows } from './rows.ts';

const groups: Groups = {
  consumers: { rates: { 'micro-batch': [30, 90, 60], 'transaction each': [10, 10, 30], '@OnBatch': [119, 120, 400] } },
  drains: { rates: {}, walBytes: { outbox: [77, 79, 70], 'tick outbox': [0.1, 6, 5] } },
};
const row = (name: string) => measuredRows(groups).find((one) => one.name === name)!;

describe('a row', () => {
  test('is the median of the ratios of the rounds, and not the ratio of two medians', () => {
    expect(row('micro-batch').value).toEqual({ median: 3, min: 2, max: 9, count: 3 });
  });

  test('is reached by a median that is equal to its goal, from either side', () => {
    expect(['micro-batch', 'on-batch', 'drain-wal-tick'].map((name) => isReached(row(name)))).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('is not reached by more than at most, or by less than at least', () => {
    expect(isReached(row('drain-wal'))).toBe(false);
    expect(isReached({ ...row('micro-batch'), goal: 3.01 })).toBe(false);
  });

  test('of which one side is missing was not measured, and is not reached either', () => {
    expect([row('drain-lease').value, isReached(row('drain-lease'))]).toEqual([undefined, undefined]);
  });
});

test('every row has a name of its own', () => {
  expect(new Set(goals.map(({ name }) => name)).size).toBe(goals.length);
});
