import { describe, expect, test } from 'vitest';
import { moved, NotThere, openingStock } from './stock.ts';

describe('stock', () => {
  const mugs = openingStock({ article: 'mug', quantity: 3 });

  test('is all on hand in the beginning', () => {
    expect(mugs).toEqual({ article: 'mug', initial: 3, onHand: 3, reserved: 0, committed: 0, shipped: 0 });
  });

  test('moves from place to place', () => {
    expect(moved(mugs, { from: 'onHand', to: 'reserved' }, 2)).toMatchObject({ onHand: 1, reserved: 2 });
  });

  test('cannot leave a place where it is not', () => {
    expect(() => moved(mugs, { from: 'onHand', to: 'reserved' }, 4)).toThrow(NotThere);
    expect(() => moved(mugs, { from: 'committed', to: 'shipped' }, 1)).toThrow(NotThere);
  });
});
