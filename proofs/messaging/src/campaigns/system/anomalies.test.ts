import { expect, test } from 'vitest';
import { anomaliesOf, noAnomalies, sumOf } from './anomalies.ts';

test('a tree whose steps are all noted once and in their sequence has none', () => {
  expect(anomaliesOf('sound-1', 3, [1, 2, 3])).toEqual(noAnomalies);
});

test('a step that an operator has dropped is not lost', () => {
  const all = Array.from({ length: 8 }, (_, n) => n + 1);
  expect(
    anomaliesOf(
      'huge-1',
      8,
      all.filter((step) => step !== 6),
    ),
  ).toEqual(noAnomalies);
  expect(anomaliesOf('huge-1', 8, all)).toEqual({ ...noAnomalies, ghosts: 1 });
  expect(
    anomaliesOf(
      'sound-1',
      8,
      all.filter((step) => step !== 6),
    ),
  ).toEqual({ ...noAnomalies, lost: 1 });
});

test.each([
  ['lost', [1, 3], { lost: 1 }],
  ['doubled', [1, 2, 2, 3], { doubled: 1 }],
  ['doubled, and not called reordered', [1, 2, 3, 2], { doubled: 1 }],
  ['reordered', [1, 3, 2], { reordered: 1 }],
  ['a ghost: taken back', [1, 2, -3, 3], { ghosts: 1 }],
  ['a ghost: never committed', [1, 2, 3, 4], { ghosts: 1 }],
])('%s', (_, noted, expected) => {
  expect(anomaliesOf('sound-1', 3, noted)).toEqual({ ...noAnomalies, ...expected });
});

test('what is reordered in a tree whose key gets parked was overtaken', () => {
  expect(anomaliesOf('sick-1', 3, [1, 3, 2])).toEqual({ ...noAnomalies, reordered: 1, overtaken: 1 });
});

test('they are summed up', () => {
  expect(sumOf([anomaliesOf('sound-1', 3, [1, 3]), anomaliesOf('sound-2', 1, [])])).toEqual({
    ...noAnomalies,
    lost: 2,
  });
});
