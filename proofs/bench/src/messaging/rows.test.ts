import { describe, expect, test } from 'vitest';
import type { Groups } from './results.ts';
import { goals } from './goals.ts';
import { measuredRows, verdictOf } from './rows.ts';

const groups: Groups = {
  consumers: { rates: { 'micro-batch': [30, 90, 60], 'transaction each': [10, 10, 30], '@OnBatch': [119, 120, 400] } },
  drains: { rates: {}, walBytes: { outbox: [77, 79, 70], 'tick outbox': [0.1, 6, 5] } },
};
const row = (name: string) => measuredRows(groups).find((one) => one.name === name)!;

describe('a row', () => {
  test('is the median of the ratios of the rounds, and not the ratio of two medians', () => {
    expect(row('micro-batch').value).toEqual({ median: 3, min: 2, max: 9, count: 3 });
  });

  const spread = (min: number, median: number, max: number) => ({ min, median, max, count: 5 });
  const atLeast = (min: number, median: number, max: number) =>
    verdictOf({ goal: 10, is: 'at least', value: spread(min, median, max) });
  const atMost = (min: number, median: number, max: number) =>
    verdictOf({ goal: 10, is: 'at most', value: spread(min, median, max) });

  test('is reached if every round has reached it; equal is enough', () => {
    expect([atLeast(10, 11, 12), atMost(8, 9, 10)]).toEqual(['reached', 'reached']);
  });

  test('is undecided if the median has reached it and the spread lies on both sides', () => {
    expect([atLeast(9, 10, 12), atMost(8, 10, 11)]).toEqual(['undecided', 'undecided']);
  });

  test('is not reached if the median is not, wherever the best round lies', () => {
    expect([atLeast(8, 9, 12), atMost(8, 11, 12)]).toEqual(['not reached', 'not reached']);
  });

  test('of which one side is missing was not measured', () => {
    expect(verdictOf(row('drain-lease'))).toBe('not measured');
  });

  test('of which a side threw is undecided with its error, and the others of its group are not', () => {
    const failed = { consumers: { ...groups.consumers!, failed: { '@OnBatch': 'no' } } };
    const of = (name: string) => measuredRows(failed).find((one) => one.name === name)!;
    expect([of('on-batch').failed, verdictOf(of('on-batch')), verdictOf(of('micro-batch'))]).toEqual([
      'no',
      'undecided',
      'undecided',
    ]);
    expect(of('micro-batch').failed).toBeUndefined();
  });
});

test('every row has a name of its own', () => {
  expect(new Set(goals.map(({ name }) => name)).size).toBe(goals.length);
});
