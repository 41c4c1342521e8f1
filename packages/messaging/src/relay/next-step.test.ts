import { describe, expect, test } from 'vitest';
import { firstWithin, nextStep, sendLimitMs } from './next-step.ts';
import type { WaitingRow } from './relay-store.ts';

const times = { leaseMs: 1_000, sendMs: 600 };

describe('what a look gives a relay to do', () => {
  const mine = (leftMs: number) => ({ owner: 'me', leftMs });

  test.each([
    ['a free lease is taken, also with nothing to send', { oldestAgeMs: undefined, holder: undefined }, 'turn'],
    ['a free lease is taken', { oldestAgeMs: 5, holder: undefined }, 'turn'],
    ['who holds the lease sends', { oldestAgeMs: 5, holder: mine(900) }, 'turn'],
    ['who holds it and has nothing to send rests', { oldestAgeMs: undefined, holder: mine(501) }, 'rest'],
    ['and renews it in its second half', { oldestAgeMs: undefined, holder: mine(500) }, 'turn'],
    ['who does not hold it rests', { oldestAgeMs: 5, holder: { owner: 'other', leftMs: 1 } }, 'rest'],
  ] as const)('%s', (_, look, step) => {
    expect(nextStep(look, 'me', times)).toBe(step);
  });
});

describe('how long a send may take', () => {
  test('as long as it is given, while the lease outlives it', () => {
    expect(sendLimitMs(1_000, times)).toBe(600);
    expect(sendLimitMs(700, times)).toBe(600);
  });

  test('not at all when the lease would run out before the answer is here', () => {
    expect(sendLimitMs(699, times)).toBe(0);
    expect(sendLimitMs(-5, times)).toBe(0);
  });
});

describe('how much is sent at once', () => {
  const row = (id: bigint, bytes: number): WaitingRow => ({
    id,
    messageId: '',
    topic: '',
    key: 'k',
    headers: { a: 'b' },
    payload: new Uint8Array(bytes - 3),
  });
  const rows = [row(1n, 100), row(2n, 100), row(3n, 100)];

  test('everything that fits, from the first on', () => {
    expect(firstWithin(rows, 300)).toEqual(rows);
    expect(firstWithin(rows, 299)).toEqual(rows.slice(0, 2));
    expect(firstWithin([], 299)).toEqual([]);
  });

  test('at least one, however large', () => {
    expect(firstWithin(rows, 1)).toEqual(rows.slice(0, 1));
  });
});
