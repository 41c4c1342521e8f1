import { expect, test } from 'vitest';
import { message } from '../../test/arrivals.ts';
import { isTooLate } from './too-late.ts';

const deadline = new Date('2026-11-24T10:00:00Z');

test.each([
  ['before its deadline', deadline, '2026-11-24T09:59:59.999Z', false],
  ['at its deadline', deadline, '2026-11-24T10:00:00Z', true],
  ['after its deadline', deadline, '2026-11-24T10:00:01Z', true],
  ['that has none', undefined, '2026-11-24T10:00:01Z', false],
])('a message %s', (_, until, now, late) => {
  const { event } = message('oak', 1n);
  expect(isTooLate({ event: { ...event, ...(until && { deadline: until }) } }, new Date(now))).toBe(late);
});
