import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test('a crashed process waits twice as long each time, and never longer than ten seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(backoffMs)).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});
