import { expect, test } from 'vitest';
import { mean, ratioOf, thereAndBack } from './rounds.ts';

test('subjects are measured there and back again', () => {
  expect(thereAndBack(['a', 'b', 'c'])).toEqual(['a', 'b', 'c', 'c', 'b', 'a']);
});

test('rounds are compared with themselves, and only if both sides have all of them', () => {
  expect(ratioOf({ a: [2, 20], b: [1, 10] }, 'a', 'b')).toMatchObject({ median: 2, min: 2, max: 2 });
  expect(ratioOf({ a: [2, 20], b: [1] }, 'a', 'b')).toBeUndefined();
  expect(ratioOf({ a: [], b: [] }, 'a', 'b')).toBeUndefined();
});

test('a mean of nothing is no number', () => {
  expect(mean([1, 3])).toBe(2);
  expect(() => mean([])).toThrow('nothing was measured');
});
