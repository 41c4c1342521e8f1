import { expect, test } from 'vitest';
import { findingsOf } from './findings.ts';

const growing = (by: number) => Array.from({ length: 20 }, (_, n) => ({ atMs: n * 30_000, value: 3_000 + n * by }));

test('memory and tables that stay as they are, are as they must be', () => {
  expect(findingsOf({ memory: { garden: growing(0.1) }, tables: { outbox: growing(1) } }, 180_000).broken).toEqual([]);
});

test('memory that grows by more than a megabyte in a minute is said', () => {
  expect(findingsOf({ memory: { garden: growing(1) }, tables: {} }, 180_000).broken).toEqual([
    'The memory of garden grows by 2 MB in a minute.',
  ]);
});

test('a table that goes on growing is said', () => {
  const { broken } = findingsOf({ memory: {}, tables: { outbox: growing(3_000) } }, 180_000);
  expect(broken).toEqual([expect.stringContaining('outbox is')]);
});

test('what grows in the first minutes alone does not count', () => {
  const early = growing(0).map((sample) => ({ ...sample, value: sample.atMs < 150_000 ? sample.atMs / 1_000 : 3_000 }));
  expect(findingsOf({ memory: { garden: early }, tables: {} }, 180_000).broken).toEqual([]);
});
