import { expect, test } from 'vitest';
import { inboxOf, replayRange } from './replay-step.ts';

test.each([
  ['goes on up to its end', { next: 3n, to: 9n }, 20n, { from: 3n, to: 9n }],
  ['goes no further than the position', { next: 3n, to: 9n }, 5n, { from: 3n, to: 5n }],
  ['waits at the position', { next: 5n, to: 9n }, 5n, undefined],
  ['waits while the position was put back behind it', { next: 5n, to: 9n }, 2n, undefined],
  ['is ended when nothing is left', { next: 9n, to: 9n }, 5n, { from: 9n, to: 9n }],
  ['of nothing is ended', { next: 0n, to: 0n }, 0n, { from: 0n, to: 0n }],
])('a replay %s', (_, replay, position, expected) => {
  expect(replayRange(replay, position)).toEqual(expected);
});

test('a replay that repeats effects has an inbox of its own', () => {
  expect(inboxOf({ consumer: 'diary.growth', id: '17' })).toBe('diary.growth+17');
});
