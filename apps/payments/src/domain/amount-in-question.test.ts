import { describe, expect, test } from 'vitest';
import { amount, aPayment, capture } from '../../test/a-payment.ts';
import { amountInQuestion } from './amount-in-question.ts';

describe('the amount in question', () => {
  test.each([
    ['charging', amount, 'never-asked'],
    ['cancelling', amount, 'never-asked'],
    ['captured', 'answered', 'never-asked'],
    ['declined', 'answered', 'never-asked'],
    ['abandoned', 'never-asked', 'never-asked'],
    ['refunding', 'answered', capture.amount],
    ['refunded', 'answered', 'answered'],
    ['owed', 'answered', 'answered'],
  ] as const)('of a payment that is %s is of its charge %j, of its refund %j', (state, ofCharge, ofRefund) => {
    expect(amountInQuestion(aPayment(state), 'charge')).toEqual(ofCharge);
    expect(amountInQuestion(aPayment(state), 'refund')).toEqual(ofRefund);
  });

  test('is answered where a charge was given up, and was never asked where there is no payment', () => {
    expect(amountInQuestion({ state: 'abandoned', asked: amount }, 'charge')).toBe('answered');
    expect(amountInQuestion(undefined, 'charge')).toBe('never-asked');
    expect(amountInQuestion(undefined, 'refund')).toBe('never-asked');
  });
});
