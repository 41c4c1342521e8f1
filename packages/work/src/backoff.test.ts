import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const bounds = { firstMs: 100, longestMs: 1_000 };

test.each([
  [1, 100],
  [2, 200],
  [4, 800],
  [5, 1_000],
  [5_000, 1_000],
])('after failure %i the pause is at most %i ms', (failures, longest) => {
  expect(backoffMs(failures, bounds, 0.999_999)).toBe(longest);
  expect(backoffMs(failures, bounds, 0.5)).toBe(longest / 2);
  expect(backoffMs(failures, bounds, 0)).toBe(0);
});
