import { memoryScope } from '@holdfast/work/testing';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { opening } from '../../test/a-reservation.ts';
import type { Line } from '../domain/line.ts';
import type { Place, Stock } from '../domain/stock.ts';
import { commitStock } from './commit-stock.ts';
import { MemoryStockStore } from './memory-stock-store.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import { shipStock } from './ship-stock.ts';

const orderIds = Array.from({ length: 4 }, (_, index) => `019a4c1e-7d00-7000-8000-00000000000${index}`);

// Enough for some of the orders, and now and then an article that nobody can have.
const anArticle = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom('mug', 'teapot') },
  { weight: 1, arbitrary: fc.constantFrom('sold-out-mug', 'samovar') },
);
const someLines = fc.array(fc.record({ article: anArticle, quantity: fc.integer({ min: 1, max: 2 }) }), {
  minLength: 1,
  maxLength: 3,
});
// An order asks for the same lines each time; commands and their repeats come in any sequence.
const anySequence = fc.record({
  lines: fc.tuple(someLines, someLines, someLines, someLines),
  steps: fc.array(
    fc.record({
      order: fc.nat({ max: 3 }),
      verb: fc.constantFrom('reserve' as const, 'release' as const, 'commit' as const, 'ship' as const),
    }),
    { minLength: 10, maxLength: 40, size: 'max' },
  ),
});

describe('any sequence of commands and repeats', () => {
  test('keeps every piece, has no effect twice, and tells each order one story', async () => {
    await fc.assert(
      fc.asyncProperty(anySequence, async ({ lines, steps }) => {
        const scope = memoryScope({ stock: new MemoryStockStore() });
        await scope.stock.putIn(opening.of(lines.flat()));
        for (const { order, verb } of steps) {
          const before = placesOf(scope.stock);
          const moved = await obey(verb, { orderId: orderIds[order]!, lines: lines[order]! }, scope);
          expect(placesOf(scope.stock)).toEqual(moved ? placesByReservations(scope.stock) : before);
        }
        expect(negativesIn(scope.stock)).toEqual([]);
        for (const orderId of orderIds) expect(contradictionsIn(answersTo(orderId, scope))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

type MemoryInventory = ReturnType<typeof memoryScope<{ stock: MemoryStockStore }>>;

const useCases = {
  reserve: (command: Command, scope: MemoryInventory) => reserveStock({ ...command, opening }, scope),
  release: releaseStock,
  commit: commitStock,
  ship: shipStock,
};

interface Command {
  readonly orderId: string;
  readonly lines: readonly Line[];
}

/** Whether the reservation is another one now; only then may a piece have moved. */
async function obey(verb: keyof typeof useCases, command: Command, scope: MemoryInventory): Promise<boolean> {
  const before = scope.stock.reservations.get(command.orderId)?.state;
  await useCases[verb](command, scope);
  return scope.stock.reservations.get(command.orderId)?.state !== before;
}

type Places = Record<string, Pick<Stock, Place>>;

function placesOf({ stock }: MemoryStockStore): Places {
  return Object.fromEntries([...stock.values()].map(({ article, initial: _initial, ...at }) => [article, at]));
}

/** The same, reckoned from the reservations alone: what no reservation has is on hand. */
function placesByReservations({ stock, reservations }: MemoryStockStore): Places {
  const held = [...reservations.values()].flatMap((one) => ('lines' in one ? [one] : []));
  const pieces = (article: string, place: Place) =>
    held
      .filter(({ state }) => state === place)
      .flatMap(({ lines }) => lines)
      .reduce((sum, line) => sum + (line.article === article ? line.quantity : 0), 0);
  const places = [...stock.values()].map(({ article, initial }): [string, Pick<Stock, Place>] => {
    const [reserved, committed, shipped] = (['reserved', 'committed', 'shipped'] as const).map((place) =>
      pieces(article, place),
    ) as [number, number, number];
    return [article, { onHand: initial - reserved - committed - shipped, reserved, committed, shipped }];
  });
  return Object.fromEntries(places);
}

function negativesIn({ stock }: MemoryStockStore) {
  return [...stock.values()].filter(({ onHand, reserved, committed, shipped }) =>
    [onHand, reserved, committed, shipped].some((quantity) => quantity < 0),
  );
}

interface Said {
  readonly name: string;
  readonly reason: string | undefined;
}

function answersTo(orderId: string, { published }: MemoryInventory): Said[] {
  return published
    .map(({ message, data }) => ({ ...(data as { orderId: string; reason?: string }), name: message.name }))
    .filter((answer) => answer.orderId === orderId)
    .map(({ name, reason }) => ({ name: name.replace('inventory.', ''), reason }));
}

function contradictionsIn(answers: readonly Said[]): string[] {
  const has = (name: string) => answers.some((answer) => answer.name === name);
  const reasonsOf = (name: string) =>
    new Set(answers.filter((answer) => answer.name === name).map(({ reason }) => reason));
  return [
    ...neverBoth.filter((pair) => pair.every(has)).map((pair) => pair.join(' and ')),
    ...['stock-refused', 'reservation-lost'].filter((name) => reasonsOf(name).size > 1),
  ];
}

const neverBoth = [
  ['stock-reserved', 'stock-refused'],
  ['stock-committed', 'reservation-lost'],
  ['stock-committed', 'stock-released'],
];
