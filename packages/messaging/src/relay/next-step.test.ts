import { describe, expect, test } from 'vitest';
import { afterAck, afterRefusal, firstChunk, nextStep, sendLimitMs } from './next-step.ts';
import type { SelectedRow } from './relay-store.ts';

const times = { leaseMs: 1_000, sendMs: 600 };

describe('what a look gives a relay to do', () => {
  const mine = (leftMs: number) => ({ owner: 'me', leftMs });

  test.each([
    ['a free lease is taken, also with nothing to send', { oldestAgeMs: undefined, holder: undefined }, 'rows'],
    ['a free lease is taken', { oldestAgeMs: 5, holder: undefined }, 'rows'],
    ['who holds the lease sends', { oldestAgeMs: 5, holder: mine(900) }, 'rows'],
    ['who holds it and has nothing to send rests', { oldestAgeMs: undefined, holder: mine(501) }, 'rest'],
    ['and renews it in its second half', { oldestAgeMs: undefined, holder: mine(500) }, 'rows'],
    ['who does not hold it rests', { oldestAgeMs: 5, holder: { owner: 'other', leftMs: 1 } }, 'rest'],
    ['a key that is to be released is a reason for a turn', { isAsked: true, holder: mine(900) }, 'released'],
    ['but not for who does not hold it', { isAsked: true, holder: { owner: 'other', leftMs: 1 } }, 'rest'],
  ] as const)('%s', (_, look, step) => {
    const nothing = { oldestAgeMs: undefined, holder: undefined, isAsked: false };
    expect(nextStep({ ...nothing, ...look }, { owner: 'me', last: 'rest', leaseMs: times.leaseMs })).toBe(step);
  });

  test.each([
    ['rows and what is released are sent in turns', { last: 'rows', isAsked: true, oldestAgeMs: 5 }, 'released'],
    ['rows and what is released are sent in turns', { last: 'released', isAsked: true, oldestAgeMs: 5 }, 'rows'],
    ['what is released goes on when nothing else waits', { last: 'released', isAsked: true }, 'released'],
    ['rows go on when nothing is released', { last: 'rows', isAsked: false, oldestAgeMs: 5 }, 'rows'],
  ] as const)('%s (after $last)', (_, { last, ...look }, step) => {
    const found = { oldestAgeMs: undefined, holder: mine(900), ...look };
    expect(nextStep(found, { owner: 'me', last, leaseMs: times.leaseMs })).toBe(step);
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
  const row = (id: bigint, isMarked = false): SelectedRow => ({
    id,
    messageId: '',
    topic: '',
    key: 'k',
    headers: { a: 'b' },
    payload: new Uint8Array(97),
    isMarked,
  });
  const rows = [row(1n), row(2n), row(3n)];
  const all = { most: 10, bytes: 300 };

  test('everything that fits, from the first on', () => {
    expect(firstChunk(rows, all)).toEqual({ count: 3, toSend: rows });
    expect(firstChunk(rows, { ...all, bytes: 299 })).toEqual({ count: 2, toSend: rows.slice(0, 2) });
    expect(firstChunk([], all)).toEqual({ count: 0, toSend: [] });
  });

  test('at least one, however large', () => {
    expect(firstChunk(rows, { ...all, bytes: 1 })).toEqual({ count: 1, toSend: rows.slice(0, 1) });
  });

  test('no more than may be sent, and rows of marked keys are passed on the way', () => {
    const mixed = [row(1n, true), row(2n), row(3n, true), row(4n), row(5n, true)];
    expect(firstChunk(mixed, { ...all, most: 1 })).toEqual({ count: 3, toSend: [mixed[1]] });
    expect(firstChunk(mixed, all)).toEqual({ count: 5, toSend: [mixed[1], mixed[3]] });
    expect(firstChunk([row(1n, true)], all)).toEqual({ count: 1, toSend: [] });
  });
});

describe('how much is sent at once after the broker has refused something among it', () => {
  test('half, until the one that is meant is alone', () => {
    expect([500, 3, 2, 1].map(afterRefusal)).toEqual([250, 1, 1, 1]);
  });

  test('twice as much after each time that it took some, up to all', () => {
    expect([1, 4, 300, 500].map((most) => afterAck(most, 500))).toEqual([2, 8, 500, 500]);
  });
});
