import { expect, test } from 'vitest';
import { faults, randomOf, type PlannedFault } from './faults.ts';

const some = (seed: number, count = 500): PlannedFault[] => {
  const drawn = faults(randomOf(seed), 4);
  return Array.from({ length: count }, () => drawn.next().value);
};

test('one seed draws one sequence', () => {
  expect(some(7)).toEqual(some(7));
  expect(some(8)).not.toEqual(some(7));
});

test('seeds that stand side by side begin differently', () => {
  const first = Array.from({ length: 50 }, (_, seed) => some(seed, 1)[0]!);
  expect(new Set(first.map(({ afterMs }) => afterMs)).size).toBeGreaterThan(40);
  expect(new Set(first.map(({ fault }) => fault.kind)).size).toBeGreaterThan(3);
});

test('every kind comes, and every process has its turn', () => {
  const kinds = new Set(some(1).map(({ fault }) => fault.kind));
  expect([...kinds].toSorted()).toEqual(['broker away', 'database killed', 'freeze', 'kill', 'replay', 'restart']);
  const hit = new Set(some(1).flatMap(({ fault }) => ('process' in fault ? [fault.process] : [])));
  expect([...hit].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
});

test('some are frozen for longer than their lease, and some for less', () => {
  const frozen = some(1).flatMap(({ fault }) => (fault.kind === 'freeze' ? [fault.forMs] : []));
  expect(Math.min(...frozen)).toBeLessThan(3_000);
  expect(Math.max(...frozen)).toBeGreaterThan(7_000);
});
