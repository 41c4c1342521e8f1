import { useCase, type Conclusion } from '@holdfast/work';
import { OrderScreened } from '@shop/contracts-payments';
import type { AssessRisk } from './assess-risk.ts';
import type { PaymentsScope } from './payments-work.ts';

export const concludeScreening = useCase(
  'payments.conclude-screening',
  async ({ request: { orderId }, outcome }: Conclusion<typeof AssessRisk>, { screenings, publish }: PaymentsScope) => {
    const decision = outcome === 'abandoned' ? 'unavailable' : outcome.decision;
    await screenings.decide(orderId, decision);
    publish(OrderScreened, { orderId, decision });
  },
);
