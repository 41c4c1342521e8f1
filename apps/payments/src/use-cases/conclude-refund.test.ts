import { memoryScope } from '@holdfast/work/testing';
import { PaymentRefunded } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { capture, orderId, refund, wayTo } from '../../test/a-payment.ts';
import { concludeRefund } from './conclude-refund.ts';
import { followPayment } from './follow-payment.ts';
import { MemoryPaymentStore } from './memory-payment-store.ts';
import { MemoryScreeningStore } from './memory-screening-store.ts';

const request = { orderId, ...capture };

async function refunding() {
  const scope = memoryScope({ payments: new MemoryPaymentStore(), screenings: new MemoryScreeningStore() });
  for (const fact of wayTo.refunding) await followPayment({ orderId, fact }, scope);
  return scope;
}

describe('a refund', () => {
  test('that is concluded is told', async () => {
    const scope = await refunding();
    await concludeRefund({ key: orderId, request, outcome: { result: 'refunded', ...refund } }, scope);

    expect(scope.published.at(-1)).toEqual({ message: PaymentRefunded, data: { orderId, ...refund } });
  });

  test('that a person has abandoned is not told, and stays owed', async () => {
    const scope = await refunding();
    const before = scope.published.length;
    await concludeRefund({ key: orderId, request, outcome: 'abandoned' }, scope);
    const { payment } = await scope.payments.change(orderId, (owed) => ({ payment: owed! }));

    expect(scope.published).toHaveLength(before);
    expect(payment.state).toBe('owed');
  });
});
