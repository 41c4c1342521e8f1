import { describe, expect, test } from 'vitest';
import { commit, release, reserve, ship, type Decision, type Reservation } from './reservation.ts';

const lines = [{ article: 'mug', quantity: 3 }];
const onHand = new Map([['mug', 3]]);

const none: Reservation = { state: 'none' };
const reserved: Reservation = { state: 'reserved', lines };
const committed: Reservation = { state: 'committed', lines };
const shipped: Reservation = { state: 'shipped', lines };
const released: Reservation = { state: 'released', lines };
const releasedFirst: Reservation = { state: 'released', lines: [] };
const refused: Reservation = { state: 'refused', reason: 'out-of-stock', articles: ['mug'] };
const lost: Reservation = { state: 'lost' };
const dispatched: Reservation = { state: 'dispatched' };

const commands = {
  reserve: (before: Reservation) => reserve(before, lines, onHand),
  release,
  commit,
  ship,
};

/** State, answers, move, and what cannot be. */
function shown({ reservation, answers, move, impossible }: Decision): string {
  const said = answers.map((answer) => ('reason' in answer ? `${answer.type}: ${answer.reason}` : answer.type));
  const moved = move ? ` [${move.from} → ${move.to}]` : '';
  return `${reservation.state}${moved} · ${said.join(', ')}${impossible ? ` · impossible ${impossible.fact}` : ''}`;
}

const table: [string, Reservation, Record<keyof typeof commands, string>][] = [
  [
    'nothing',
    none,
    {
      reserve: 'reserved [onHand → reserved] · reserved',
      release: 'released · released',
      commit: 'lost · lost: never-reserved',
      ship: 'dispatched · ',
    },
  ],
  [
    'a reservation',
    reserved,
    {
      reserve: 'reserved · reserved',
      release: 'released [reserved → onHand] · released',
      commit: 'committed [reserved → committed] · committed',
      ship: 'shipped [reserved → shipped] · ',
    },
  ],
  [
    'a commitment',
    committed,
    {
      reserve: 'committed · reserved',
      release: 'committed · committed · impossible release-stock',
      commit: 'committed · committed',
      ship: 'shipped [committed → shipped] · ',
    },
  ],
  [
    'a shipment',
    shipped,
    {
      reserve: 'shipped · reserved',
      release: 'shipped · committed · impossible release-stock',
      commit: 'shipped · committed',
      ship: 'shipped · ',
    },
  ],
  [
    'a reservation that was released',
    released,
    {
      reserve: 'released · reserved, released',
      release: 'released · released',
      commit: 'released · lost: was-released',
      ship: 'released ·  · impossible shipment-dispatched',
    },
  ],
  [
    'a release that came first',
    releasedFirst,
    {
      reserve: 'released · refused: was-released',
      release: 'released · released',
      commit: 'released · lost: was-released',
      ship: 'released ·  · impossible shipment-dispatched',
    },
  ],
  [
    'a refusal',
    refused,
    {
      reserve: 'refused · refused: out-of-stock',
      release: 'refused · released',
      commit: 'refused · lost: was-refused',
      ship: 'refused ·  · impossible shipment-dispatched',
    },
  ],
  [
    'a commit that came first',
    lost,
    {
      reserve: 'lost · refused: was-lost',
      release: 'lost · released',
      commit: 'lost · lost: never-reserved',
      ship: 'lost ·  · impossible shipment-dispatched',
    },
  ],
  [
    'goods that left first',
    dispatched,
    {
      reserve: 'shipped [onHand → shipped] · reserved',
      release: 'released · released · impossible release-stock',
      commit: 'lost · lost: never-reserved · impossible commit-stock',
      ship: 'dispatched · ',
    },
  ],
];

describe('after', () => {
  const pairs = table.flatMap(([after, before, expected]) =>
    (Object.keys(commands) as (keyof typeof commands)[]).map((command) => ({ after, before, expected, command })),
  );

  test.each(pairs)('$after, $command', ({ before, expected, command }) => {
    expect(shown(commands[command](before))).toBe(expected[command]);
  });
});

describe('a reservation', () => {
  test('sums the lines of one article, and is refused when they are too many together', () => {
    const twice = [
      { article: 'mug', quantity: 2 },
      { article: 'mug', quantity: 2 },
    ];

    expect(reserve(none, twice, onHand)).toMatchObject({ reservation: { reason: 'out-of-stock', articles: ['mug'] } });
    expect(reserve(none, twice, new Map([['mug', 4]]))).toMatchObject({
      reservation: { state: 'reserved', lines: [{ article: 'mug', quantity: 4 }] },
    });
  });

  test('names every article that is short, and takes nothing of the others', () => {
    const asked = ['mug', 'bowl', 'jug'].map((article) => ({ article, quantity: 2 }));
    const decision = reserve(none, asked, new Map(Object.entries({ mug: 2, bowl: 1, jug: 0 })));

    expect(decision).toEqual({
      reservation: { state: 'refused', reason: 'out-of-stock', articles: ['bowl', 'jug'] },
      answers: [{ type: 'refused', reason: 'out-of-stock', articles: ['bowl', 'jug'] }],
    });
  });

  test('of an article that the warehouse never had is refused as unknown', () => {
    const asked = [...lines, { article: 'samovar', quantity: 1 }];

    expect(reserve(none, asked, onHand)).toMatchObject({
      reservation: { reason: 'unknown-article', articles: ['samovar'] },
    });
  });
});
