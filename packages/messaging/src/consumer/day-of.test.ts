import { v7 } from 'uuid';
import { expect, test } from 'vitest';
import { dayOf, isDay } from './day-of.ts';

const late = new Date('2026-11-24T23:59:59.999Z');
const arrival = new Date('2026-12-31T00:00:00Z');

test('the day is in the id, whatever else the message says of its time', () => {
  expect(dayOf(v7({ msecs: late.getTime() }), arrival)).toBe('2026-11-24');
  expect(dayOf(v7({ msecs: late.getTime() + 1 }), arrival)).toBe('2026-11-25');
});

test('an id without a time has the day of its message', () => {
  expect(dayOf('9f0a7a14-55c1-4e7b-9a8a-7c1f0a7d2b11', late)).toBe('2026-11-24');
});

test.each([
  ['2026-11-24', true],
  ['0001-01-01', true],
  ['9999-12-31', true],
  ['0000-01-01', false],
  ['+010889-0', false],
  ['-000043-0', false],
  ['', false],
])('%s is a day: %s', (day, is) => {
  expect(isDay(day)).toBe(is);
});
