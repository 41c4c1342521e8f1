import { useCase, type Conclusion } from '@holdfast/work';
import type { PaymentFact } from '../domain/payment.ts';
import type { ChargeCard } from './charge-card.ts';
import { followPayment } from './follow-payment.ts';
import type { PaymentsScope } from './payments-work.ts';

export const concludeCharge = useCase(
  'payments.conclude-charge',
  ({ request: { orderId }, outcome }: Conclusion<typeof ChargeCard>, scope: PaymentsScope) =>
    followPayment({ orderId, fact: factOf(outcome) }, scope),
);

function factOf(outcome: Conclusion<typeof ChargeCard>['outcome']): PaymentFact {
  if (outcome === 'abandoned') return { type: 'charge-abandoned' };
  if (outcome.result === 'declined') return { type: 'card-declined', reason: outcome.reason };
  return { type: 'card-charged', capture: { captureId: outcome.captureId, amount: outcome.amount } };
}
