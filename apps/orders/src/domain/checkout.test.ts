import { describe, expect, test } from 'vitest';
import { advance, type Advanced, type Checkout, type CheckoutFact } from './checkout.ts';

const before = new Date('2026-11-02T10:00:00Z');
const now = new Date('2026-11-02T10:00:01Z');

const placed: Checkout = { state: 'placed', since: before };
const priced: Checkout = { state: 'priced', since: before };
const cancelled: Checkout = { state: 'cancelled', since: before, reason: 'unknown-article' };

const orderPriced: CheckoutFact = { type: 'order-priced' };
const pricingRefused: CheckoutFact = { type: 'pricing-refused', reason: 'unknown-article' };

const unchanged = (checkout: Checkout): Advanced => ({ checkout, commands: [] });
const impossible = (checkout: Checkout, fact: CheckoutFact): Advanced => ({
  checkout,
  commands: [{ type: 'note-impossible-fact', state: checkout.state, fact: fact.type }],
});

const given: [Checkout, CheckoutFact, Advanced][] = [
  [placed, orderPriced, { checkout: { state: 'priced', since: now }, commands: [] }],
  [
    placed,
    pricingRefused,
    {
      checkout: { state: 'cancelled', since: now, reason: 'unknown-article' },
      commands: [{ type: 'cancel-order', reason: 'unknown-article' }],
    },
  ],
  [priced, orderPriced, unchanged(priced)],
  [priced, pricingRefused, impossible(priced, pricingRefused)],
  [cancelled, orderPriced, impossible(cancelled, orderPriced)],
  [cancelled, pricingRefused, unchanged(cancelled)],
];

describe('a checkout', () => {
  for (const [checkout, fact, then] of given) {
    test(`that is ${checkout.state} takes ${fact.type}`, () => {
      expect(advance(checkout, fact, now)).toEqual(then);
    });
  }

  test('has an answer here for every state and fact', () => {
    const states: Record<Checkout['state'], true> = { placed: true, priced: true, cancelled: true };
    const facts: Record<CheckoutFact['type'], true> = { 'order-priced': true, 'pricing-refused': true };
    const pairs = Object.keys(states).flatMap((state) => Object.keys(facts).map((fact) => `${state} ${fact}`));

    expect(given.map(([checkout, fact]) => `${checkout.state} ${fact.type}`).toSorted()).toEqual(pairs.toSorted());
  });
});
