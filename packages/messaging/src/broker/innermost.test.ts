import { expect, test } from 'vitest';
import { innermost } from './innermost.ts';

const refused = new Error('connect ECONNREFUSED');

test.each([
  ['it has no other', refused],
  ['it is its cause', new Error('sending failed', { cause: refused })],
  ['it is gathered with others', new AggregateError([new Error('tried', { cause: refused }), new Error('other')])],
])('the innermost error is found where %s', (_, error) => {
  expect(innermost(error)).toBe(refused);
});

test.each([['a text'], [undefined], [new AggregateError([])]])('what has nothing inside is itself: %o', (error) => {
  expect(innermost(error)).toBe(error);
});

test('an error that has itself inside comes to an end', () => {
  const round = new Error('round');
  round.cause = round;
  expect(innermost(round)).toBe(round);
});
