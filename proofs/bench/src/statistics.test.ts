import { describe, expect, test } from 'vitest';
import { percentile, spreadOf } from './statistics.ts';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);

  test.each([
    [50, 50],
    [95, 95],
    [100, 100],
    [0, 1],
  ])('%i of one to a hundred is %i', (p, value) => {
    expect(percentile(hundred, p)).toBe(value);
  });

  test('of one value is that value, and of none nothing', () => {
    expect(percentile([7], 95)).toBe(7);
    expect(() => percentile([], 50)).toThrow('nothing was measured');
  });
});

test('a spread says how far the rounds lie apart, and how many there were', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3, count: 3 });
});
