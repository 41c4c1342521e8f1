import { expect, test } from 'vitest';
import { growth, perMinute } from './trend.ts';

const every30s = (...values: number[]) => values.map((value, n) => ({ atMs: n * 30_000, value }));

test('what grows by one in half a minute grows by two in a minute', () => {
  expect(perMinute(every30s(5, 6, 7, 8))).toBeCloseTo(2);
});

test('what goes up and down does not grow', () => {
  expect(perMinute(every30s(5, 9, 9, 5))).toBeCloseTo(0);
  expect(perMinute(every30s(5))).toBe(0);
});

test('a table that has its size keeps it, and one that grows does not', () => {
  expect(growth(every30s(1, 4, 2, 4))).toBe(1);
  expect(growth(every30s(1, 2, 3, 4))).toBe(2);
  expect(growth([])).toBe(1);
});
