import { expect, test } from 'vitest';
import { Adoption } from './adoption.ts';

const lease = (epoch: bigint) => ({ owner: 'one', epoch });

test('what is taken over always has never been taken over for good', () => {
  const adoption = new Adoption('always');
  adoption.wasDone(lease(1n));
  expect(adoption.isDoneIn(lease(1n))).toBe(false);
});

test('what is taken over once is taken over again in another term, in which somebody else may have sent between', () => {
  const adoption = new Adoption('once');
  expect(adoption.isDoneIn(lease(1n))).toBe(false);
  adoption.wasDone(lease(1n));
  expect(adoption.isDoneIn(lease(1n))).toBe(true);
  expect(adoption.isDoneIn(lease(2n))).toBe(false);
});

test('what is taken over once is taken over again when something is left anew', () => {
  const adoption = new Adoption('once');
  adoption.wasDone(lease(1n));
  adoption.ends();
  expect(adoption.isDoneIn(lease(1n))).toBe(false);
});
