import { describe, expect, test } from 'vitest';
import { wayTo } from '../../test/a-payment.ts';
import { stateOf, table, type Before, type Then } from '../../test/payment-table.ts';
import { advance, ImpossibleFact, type PaymentFact } from './payment.ts';

function becomes(payment: Before, fact: PaymentFact): Then {
  try {
    return advance(payment, fact);
  } catch (error) {
    if (error instanceof ImpossibleFact) return 'impossible';
    throw error;
  }
}

describe('a payment', () => {
  for (const [payment, fact, then] of table) {
    test(`that is ${stateOf(payment)} takes ${fact.type}`, () => {
      expect(becomes(payment, fact)).toEqual(then);
    });
  }

  test('has an answer here for every state and fact', () => {
    const states = ['none', ...Object.keys(wayTo)];
    const facts: Record<PaymentFact['type'], true> = {
      'charge-asked': true,
      'refund-asked': true,
      'card-charged': true,
      'card-declined': true,
      'charge-abandoned': true,
      'card-refunded': true,
      'refund-abandoned': true,
    };
    const pairs = states.flatMap((state) => Object.keys(facts).map((fact) => `${state} ${fact}`));

    expect(table.map(([payment, fact]) => `${stateOf(payment)} ${fact.type}`).toSorted()).toEqual(pairs.toSorted());
  });
});
