import { expect, test } from 'vitest';
import { nextBatchSize } from './batch-size.ts';

test.each([
  ['was quick', 100, { tookMs: 10, records: 100 }, 200],
  ['was quick and is large enough', 200, { tookMs: 10, records: 200 }, 200],
  ['took its time', 100, { tookMs: 500, records: 100 }, 100],
  ['took too long', 100, { tookMs: 1_000, records: 100 }, 50],
  ['took too long with few', 200, { tookMs: 1_000, records: 8 }, 4],
  ['took too long alone', 1, { tookMs: 9_000, records: 1 }, 1],
])('a batch that %s', (_, size, pace, next) => {
  expect(nextBatchSize(size, { ...pace, limitMs: 1_000, most: 200 })).toBe(next);
});
