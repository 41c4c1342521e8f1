import { describe, expect, test } from 'vitest';
import { codeOf } from './start.ts';

const done = { name: 'parcel', subject: 'p-1', traceId: 'abc', status: 'delivered', steps: [], tookMs: 1 };
const ended = { ...done, status: 'returned', reason: 'nobody-at-home' };

describe('start --once', () => {
  test('is 0 when every step was done', () => {
    expect([codeOf(done, undefined), codeOf(done, 'heavy')]).toEqual([0, 0]);
  });

  test('is 1 when nothing moved', () => {
    expect(codeOf({ ...done, error: 'No progress.' }, 'heavy')).toBe(1);
  });

  test('is 0 when there is nothing to send: everything was ready', () => {
    expect(codeOf(undefined, undefined)).toBe(0);
  });

  test('is 1 when the ordinary one ended with a reason, and 0 when one that was chosen did', () => {
    expect([codeOf(ended, undefined), codeOf(ended, 'heavy')]).toEqual([1, 0]);
  });
});
