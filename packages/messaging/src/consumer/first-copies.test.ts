import { expect, test } from 'vitest';
import { firstCopies } from './first-copies.ts';

const arrived = [
  { messageId: 'a', at: 1 },
  { messageId: 'b', at: 2 },
  { messageId: 'a', at: 3 },
  { messageId: 'c', at: 4 },
];

test.each([
  ['nothing was new', [], []],
  ['all was new, one of it twice', ['a', 'b', 'c'], [1, 2, 4]],
  ['some was new', ['c', 'a'], [1, 4]],
])('when %s', (_, fresh, expected) => {
  expect(firstCopies(arrived, new Set(fresh)).map(({ at }) => at)).toEqual(expected);
});
