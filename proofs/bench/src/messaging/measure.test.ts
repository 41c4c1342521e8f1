import { expect, test } from 'vitest';
import { groupOf, oneRound } from './measure.ts';

test('a round counts the mean of there and back, and calls are shares of all time in calls', () => {
  const rounds = [
    new Map([
      [
        'a',
        [
          { perSecond: 10, walBytes: 4, spentMs: { look: 1, send: 2 } },
          { perSecond: 20, spentMs: { send: 1 } },
        ],
      ],
      ['b', [{ perSecond: 5 }]],
    ]),
  ];
  expect(groupOf([{ name: 'a' }, { name: 'b' }], rounds)).toEqual({
    rates: { a: [15], b: [5] },
    walBytes: { a: [4] },
    shares: { a: { look: 0.25, send: 0.75 } },
  });
});

test('a subject that throws is left out from there on, and the others are measured', async () => {
  const failed = new Map<string, string>();
  const order = [
    { name: 'a', run: () => Promise.reject(new Error('no')) },
    { name: 'b', run: async () => ({ perSecond: 5 }) },
  ];
  const rates = await oneRound([...order, order[0]!], {
    interrupted: new Promise(() => undefined),
    limitMs: 1_000,
    failed,
  });
  expect([...rates.keys(), ...failed]).toEqual(['b', ['a', 'a: no']]);
});
