import { describe, expect, test } from 'vitest';
import { childOf, isTraceparent, newTraceparent, traceIdOf } from './traceparent.ts';

const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('a trace', () => {
  test('begins with ids of its own', () => {
    const [one, other] = [newTraceparent(), newTraceparent()];
    expect([one, other].every(isTraceparent)).toBe(true);
    expect(traceIdOf(one)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceIdOf(one)).not.toBe(traceIdOf(other));
  });

  test('goes on in what it causes, one span further', () => {
    const child = childOf(given);
    expect(isTraceparent(child)).toBe(true);
    expect(traceIdOf(child)).toBe(traceIdOf(given));
    expect(child.slice(36, 52)).not.toBe(given.slice(36, 52));
  });

  test('keeps the decision whether it is recorded', () => {
    expect(childOf(`${given.slice(0, -2)}00`)).toMatch(/-00$/);
  });
});

describe('a text that is no traceparent', () => {
  test.each([
    ['', 'empty'],
    ['ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', 'another version'],
    [given.toUpperCase(), 'capitals'],
    [`${given}-more`, 'too long'],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', 'no trace'],
    ['00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01', 'no span'],
  ])('begins a new trace instead of stopping the work: %j (%s)', (text) => {
    expect(isTraceparent(text)).toBe(false);
    expect(traceIdOf(text)).toBe('');
    expect(isTraceparent(childOf(text))).toBe(true);
  });
});
