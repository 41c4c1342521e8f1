import type { Money } from '@holdfast/contract-kit/money';
import type { Payment } from './payment.ts';

/** What the card provider was asked to take or to give back, as long as it has not answered. */
export function amountInQuestion(
  payment: Payment | undefined,
  of: 'charge' | 'refund',
): Money | 'answered' | 'never-asked' {
  return of === 'charge' ? ofCharge(payment) : ofRefund(payment);
}

function ofCharge(payment: Payment | undefined) {
  if (payment?.asked === undefined) return 'never-asked';
  return payment.state === 'charging' || payment.state === 'cancelling' ? payment.asked : 'answered';
}

function ofRefund(payment: Payment | undefined) {
  switch (payment?.state) {
    case 'refunding':
      return payment.capture.amount;
    case 'refunded':
    case 'owed':
      return 'answered';
    default:
      return 'never-asked';
  }
}
