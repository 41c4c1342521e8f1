import { useCase } from '@holdfast/work';
import { PaymentAbandoned, PaymentCaptured, PaymentDeclined, PaymentRefunded } from '@shop/contracts-payments';
import { advance, type PaymentCommand, type PaymentFact } from '../domain/payment.ts';
import { ChargeCard } from './charge-card.ts';
import type { PaymentsScope } from './payments-work.ts';
import { RefundCard } from './refund-card.ts';

export interface FollowPayment {
  readonly orderId: string;
  readonly fact: PaymentFact;
}

export const followPayment = useCase(
  'payments.follow-payment',
  async ({ orderId, fact }: FollowPayment, scope: PaymentsScope) => {
    const { commands } = await scope.payments.change(orderId, (payment) => advance(payment, fact));
    for (const command of commands) obey(command, orderId, scope);
  },
);

function obey(command: PaymentCommand, orderId: string, { publish, intend }: PaymentsScope): void {
  switch (command.type) {
    case 'charge-card':
      return intend(ChargeCard, {
        key: orderId,
        request: { orderId, amount: command.amount, cardToken: command.cardToken },
      });
    case 'refund-card':
      return intend(RefundCard, { key: orderId, request: { orderId, ...command.capture } });
    case 'say-captured':
      return publish(PaymentCaptured, { orderId, ...command.capture });
    case 'say-declined':
      return publish(PaymentDeclined, { orderId, reason: command.reason });
    case 'say-abandoned':
      return publish(PaymentAbandoned, { orderId });
    case 'say-refunded':
      return publish(PaymentRefunded, { orderId, ...command.refund });
  }
}
