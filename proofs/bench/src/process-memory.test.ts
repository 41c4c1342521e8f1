import { expect, test } from 'vitest';
import { memoryBelow, pidsBelow } from './process-memory.ts';

test('a process and all its descendants are found, in whatever sequence they are listed', () => {
  const all = [
    { pid: 4, parent: 3 },
    { pid: 3, parent: 2 },
    { pid: 2, parent: 1 },
    { pid: 9, parent: 1 },
  ];
  expect(pidsBelow(2, all)).toEqual(new Set([2, 3, 4]));
});

test('this process has memory', () => {
  const own = memoryBelow(process.pid).find(({ pid }) => pid === process.pid);
  expect(own?.rssKb).toBeGreaterThan(10_000);
});
