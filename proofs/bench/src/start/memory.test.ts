import { expect, test } from 'vitest';
import { memoryOf } from './memory.ts';

const mb = 1024;
const processes = [
  { pid: 1, parent: 0, rssKb: 50 * mb, pssKb: 40 * mb },
  { pid: 2, parent: 1, rssKb: 100 * mb, pssKb: 90 * mb },
  { pid: 3, parent: 1, rssKb: 30 * mb, pssKb: 10 * mb },
  { pid: 4, parent: 3, rssKb: 30 * mb, pssKb: 20 * mb },
];
const names = new Map([
  [2, 'services'],
  [3, 'postgres'],
]);

test('a process without a name belongs to the nearest one above it that has one', () => {
  expect(memoryOf(processes, names)).toEqual({
    measure: 'PSS',
    totalMb: 160,
    rssMb: 210,
    byKind: {
      services: { processes: 1, mb: 90 },
      'npm and the command': { processes: 1, mb: 40 },
      postgres: { processes: 2, mb: 30 },
    },
  });
});

test('where one process does not tell its share, resident memory is summed, and said to be', () => {
  const [first, ...others] = processes;
  const { pssKb: _, ...silent } = first!;
  expect(memoryOf([silent, ...others], names)).toMatchObject({ measure: 'RSS', totalMb: 210, rssMb: 210 });
});
