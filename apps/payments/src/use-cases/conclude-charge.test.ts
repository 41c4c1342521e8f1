import type { Conclusion } from '@holdfast/work';
import { memoryScope } from '@holdfast/work/testing';
import { PaymentAbandoned, PaymentCaptured, PaymentDeclined } from '@shop/contracts-payments';
import { expect, test } from 'vitest';
import { amount, capture, chargeAsked, orderId } from '../../test/a-payment.ts';
import type { ChargeCard } from './charge-card.ts';
import { concludeCharge } from './conclude-charge.ts';
import { followPayment } from './follow-payment.ts';
import { MemoryPaymentStore } from './memory-payment-store.ts';
import { MemoryScreeningStore } from './memory-screening-store.ts';

const request = { orderId, amount, cardToken: 'tok_visa_ok' };

const outcomes: [string, Conclusion<typeof ChargeCard>['outcome'], object][] = [
  ['captured', { result: 'captured', ...capture }, { message: PaymentCaptured, data: { orderId, ...capture } }],
  [
    'declined',
    { result: 'declined', reason: 'insufficient-funds' },
    { message: PaymentDeclined, data: { orderId, reason: 'insufficient-funds' } },
  ],
  ['abandoned', 'abandoned', { message: PaymentAbandoned, data: { orderId } }],
];

test.each(outcomes)('a charge that is concluded as %s is told', async (_, outcome, said) => {
  const scope = memoryScope({ payments: new MemoryPaymentStore(), screenings: new MemoryScreeningStore() });
  await followPayment({ orderId, fact: chargeAsked }, scope);
  await concludeCharge({ key: orderId, request, outcome }, scope);

  expect(scope.published).toEqual([said]);
});
