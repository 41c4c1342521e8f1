import { memoryScope } from '@holdfast/work/testing';
import { PaymentAbandoned, PaymentCaptured, PaymentDeclined, PaymentRefunded } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import {
  amount,
  capture,
  cardCharged,
  cardDeclined,
  cardRefunded,
  chargeAsked,
  orderId,
  refund,
  refundAsked,
} from '../../test/a-payment.ts';
import { ImpossibleFact, type PaymentFact } from '../domain/payment.ts';
import { ChargeCard } from './charge-card.ts';
import { followPayment } from './follow-payment.ts';
import { MemoryPaymentStore } from './memory-payment-store.ts';
import { MemoryScreeningStore } from './memory-screening-store.ts';
import { RefundCard } from './refund-card.ts';

async function following(...facts: PaymentFact[]) {
  const scope = memoryScope({ payments: new MemoryPaymentStore(), screenings: new MemoryScreeningStore() });
  for (const fact of facts) await followPayment({ orderId, fact }, scope);
  return scope;
}

const chargeIntent = {
  effect: ChargeCard,
  key: orderId,
  request: { orderId, amount, cardToken: 'tok_visa_ok' },
};
const refundIntent = { effect: RefundCard, key: orderId, request: { orderId, ...capture } };

describe('following a payment', () => {
  test('intends one charge, however often it is asked for', async () => {
    const { intended, published } = await following(chargeAsked, chargeAsked);

    expect(intended).toEqual([chargeIntent]);
    expect(published).toEqual([]);
  });

  test('says what was captured, and again to who asks again', async () => {
    const { intended, published } = await following(chargeAsked, cardCharged, chargeAsked);
    const said = { message: PaymentCaptured, data: { orderId, ...capture } };

    expect(published).toEqual([said, said]);
    expect(intended).toEqual([chargeIntent]);
  });

  test('says why the card was declined', async () => {
    const { published } = await following(chargeAsked, cardDeclined);

    expect(published).toEqual([{ message: PaymentDeclined, data: { orderId, reason: 'card-declined' } }]);
  });

  test('gives back exactly what was captured, once', async () => {
    const { intended, published } = await following(chargeAsked, cardCharged, refundAsked, refundAsked, cardRefunded);

    expect(intended).toEqual([chargeIntent, refundIntent]);
    expect(published.at(-1)).toEqual({ message: PaymentRefunded, data: { orderId, ...refund } });
  });

  test('gives back what is captured although it is not wanted any more', async () => {
    const { intended, published } = await following(chargeAsked, refundAsked, cardCharged);

    expect(intended).toEqual([chargeIntent, refundIntent]);
    expect(published).toEqual([{ message: PaymentCaptured, data: { orderId, ...capture } }]);
  });

  test('remembers a refund that came before its charge, and never charges', async () => {
    const { intended, published } = await following(refundAsked, chargeAsked);
    const said = { message: PaymentAbandoned, data: { orderId } };

    expect(published).toEqual([said, said]);
    expect(intended).toEqual([]);
  });

  test('refuses what cannot be true', async () => {
    await expect(following(cardCharged)).rejects.toThrow(ImpossibleFact);
  });
});
