import { useCase, type Conclusion } from '@holdfast/work';
import type { PaymentFact } from '../domain/payment.ts';
import { followPayment } from './follow-payment.ts';
import type { PaymentsScope } from './payments-work.ts';
import type { RefundCard } from './refund-card.ts';

export const concludeRefund = useCase(
  'payments.conclude-refund',
  ({ request: { orderId }, outcome }: Conclusion<typeof RefundCard>, scope: PaymentsScope) =>
    followPayment({ orderId, fact: factOf(outcome) }, scope),
);

function factOf(outcome: Conclusion<typeof RefundCard>['outcome']): PaymentFact {
  if (outcome === 'abandoned') return { type: 'refund-abandoned' };
  return { type: 'card-refunded', refund: { refundId: outcome.refundId, amount: outcome.amount } };
}
