import { describe, expect, test } from 'vitest';
import { aCancellation, aConfirmation, orderId } from '../../test/a-notice.ts';
import { letterOf } from './letter.ts';

describe('the letter to a customer', () => {
  test('about a confirmed order says what comes, where to, and what was charged', () => {
    expect(letterOf(aConfirmation())).toEqual({
      subject: `Your order ${orderId} is confirmed`,
      text: `Dear Ada Example,

thank you. We have charged 129.90 EUR and will send you:

  2 x mug
  1 x teapot

It goes to: 1 Sample Street, 12345 Sampleton

Your order number is ${orderId}.`,
    });
  });

  test('about a cancelled order says why, in words', () => {
    expect(letterOf(aCancellation('out-of-stock'))).toEqual({
      subject: `Your order ${orderId} is cancelled`,
      text: `Dear Ada Example,

your order is cancelled, because we do not have enough of what you ordered.

Nothing will be sent. If we had charged your card, the money is on its way back to you.

Your order number is ${orderId}.`,
    });
  });
});
