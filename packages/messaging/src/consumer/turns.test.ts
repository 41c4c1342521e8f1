import { expect, test } from 'vitest';
import { message } from '../../test/arrivals.ts';
import { Growth } from '../../test/garden.ts';
import { turnsOf } from './turns.ts';

const handler = (isForBatches: boolean) => ({ consumer: 'diary.growth', need: Growth, run: () => {}, isForBatches });
const [single, many, others] = [handler(false), handler(true), handler(true)];

const turns = (...handlers: (typeof single)[]) =>
  turnsOf(handlers.map((one, n) => message('oak', BigInt(n), one))).map((turn) =>
    'one' in turn ? Number(turn.one.record.offset) : turn.several.map(({ record }) => Number(record.offset)),
  );

test.each([
  ['messages are handled one by one', [single, single], [0, 1]],
  ['those that are taken together form one turn', [many, many, many], [[0, 1, 2]]],
  ['one that stands alone is still an array', [single, many, single], [0, [1], 2]],
  ['a turn ends where another type comes between', [many, many, single, many], [[0, 1], 2, [3]]],
  ['each type has turns of its own', [many, others, others], [[0], [1, 2]]],
  ['nothing is no turn', [], []],
])('%s', (_, handlers, expected) => {
  expect(turns(...handlers)).toEqual(expected);
});
