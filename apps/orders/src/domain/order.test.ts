import { describe, expect, test } from 'vitest';
import { follow, place } from './order.ts';

const placedAt = new Date('2026-11-02T10:00:00Z');
const later = new Date('2026-11-02T10:00:01Z');
const muchLater = new Date('2026-11-02T11:00:00Z');

const order = place(
  {
    customer: { name: 'Ada Example', email: 'ada@example.com', address: '1 Sample Street, Sampleton' },
    cardToken: 'tok_sample',
    lines: [{ article: 'mug', quantity: 2 }],
  },
  { id: '019a4c1e-7d00-7000-8000-000000000001', by: 'anonymous', at: placedAt },
);

describe('placing an order', () => {
  test('is its first step and remembers who did it', () => {
    expect(order).toMatchObject({
      placedBy: 'anonymous',
      placedAt,
      checkout: { state: 'placed', since: placedAt },
      steps: [{ name: 'place', service: 'orders', at: placedAt }],
    });
  });
});

describe('following an order', () => {
  test('adds the step that was done', () => {
    const { order: priced } = follow(order, { type: 'order-priced' }, later);

    expect(priced.checkout).toEqual({ state: 'priced', since: later });
    expect(priced.steps.at(-1)).toEqual({ name: 'price', service: 'pricing', at: later });
  });

  test('keeps the first time of a step when its fact comes again', () => {
    const { order: priced } = follow(order, { type: 'order-priced' }, later);

    expect(follow(priced, { type: 'order-priced' }, muchLater)).toEqual({ order: priced, commands: [] });
  });

  test('adds no step for a refusal, and asks for the cancellation', () => {
    const { order: cancelled, commands } = follow(order, { type: 'pricing-refused', reason: 'unknown-article' }, later);

    expect(cancelled.steps).toEqual(order.steps);
    expect(commands).toEqual([{ type: 'cancel-order', reason: 'unknown-article' }]);
  });
});
