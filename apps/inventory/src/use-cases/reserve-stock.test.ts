import { memoryScope } from '@holdfast/work/testing';
import { ReservationLost, StockCommitted, StockRefused, StockReleased, StockReserved } from '@shop/contracts-inventory';
import { describe, expect, test } from 'vitest';
import { anotherId, opening, orderId, ordinaryLines as lines } from '../../test/a-reservation.ts';
import { commitStock } from './commit-stock.ts';
import { MemoryStockStore } from './memory-stock-store.ts';
import { releaseStock } from './release-stock.ts';
import { reserveStock } from './reserve-stock.ts';
import { shipStock } from './ship-stock.ts';

const aScope = () => memoryScope({ stock: new MemoryStockStore() });

describe('reserving stock', () => {
  test('sets it aside and says so', async () => {
    const scope = aScope();
    await reserveStock({ orderId, lines, opening }, scope);

    expect(scope.published).toEqual([{ message: StockReserved, data: { orderId } }]);
    expect(scope.stock.stock.get('mug')).toMatchObject({ initial: 10, onHand: 8, reserved: 2 });
  });

  test('says why it cannot, and the same again to who asks again, also when there is enough by then', async () => {
    const scope = aScope();
    const tooMany = [{ article: 'mug', quantity: 9 }];
    await reserveStock({ orderId: anotherId, lines, opening }, scope);
    await reserveStock({ orderId, lines: tooMany, opening }, scope);
    await releaseStock({ orderId: anotherId }, scope);
    await reserveStock({ orderId, lines: tooMany, opening }, scope);
    const refusal = { message: StockRefused, data: { orderId, reason: 'out-of-stock', articles: ['mug'] } };

    expect(scope.published.filter(({ message }) => message === StockRefused)).toEqual([refusal, refusal]);
  });
});

describe('releasing stock', () => {
  test('gives it back once, and says so each time', async () => {
    const scope = aScope();
    await reserveStock({ orderId, lines, opening }, scope);
    await releaseStock({ orderId }, scope);
    await releaseStock({ orderId }, scope);

    expect(scope.published.map(({ message }) => message)).toEqual([StockReserved, StockReleased, StockReleased]);
    expect(scope.stock.stock.get('mug')).toMatchObject({ onHand: 10, reserved: 0 });
  });

  test('before it is reserved is remembered', async () => {
    const scope = aScope();
    await releaseStock({ orderId }, scope);
    await reserveStock({ orderId, lines, opening }, scope);

    expect(scope.published).toEqual([
      { message: StockReleased, data: { orderId } },
      { message: StockRefused, data: { orderId, reason: 'was-released' } },
    ]);
    expect(scope.stock.stock.get('mug')).toMatchObject({ onHand: 10, reserved: 0 });
  });

  test('that is committed is refused by saying so, and noted', async () => {
    const scope = aScope();
    await reserveStock({ orderId, lines, opening }, scope);
    await commitStock({ orderId }, scope);
    await releaseStock({ orderId }, scope);

    expect(scope.published.map(({ message }) => message)).toEqual([StockReserved, StockCommitted, StockCommitted]);
    expect(scope.stock.stock.get('mug')).toMatchObject({ onHand: 8, committed: 2 });
    expect(scope.stock.impossibleFacts).toEqual([
      { orderId, state: 'committed', fact: 'release-stock', at: scope.now },
    ]);
  });
});

describe('committing stock', () => {
  test('that was released says that it is lost', async () => {
    const scope = aScope();
    await reserveStock({ orderId, lines, opening }, scope);
    await releaseStock({ orderId }, scope);
    await commitStock({ orderId }, scope);

    expect(scope.published.at(-1)).toEqual({ message: ReservationLost, data: { orderId, reason: 'was-released' } });
  });
});

describe('shipping stock', () => {
  test('moves what is committed, once, and says nothing', async () => {
    const scope = aScope();
    await reserveStock({ orderId, lines, opening }, scope);
    await commitStock({ orderId }, scope);
    await shipStock({ orderId }, scope);
    await shipStock({ orderId }, scope);

    expect(scope.published).toHaveLength(2);
    expect(scope.stock.stock.get('mug')).toMatchObject({ onHand: 8, committed: 0, shipped: 2 });
  });
});
