import { money } from '@holdfast/contract-kit/money';
import { advance, type Payment, type PaymentFact } from '../src/domain/payment.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const anotherId = '019a4c1e-7d00-7000-8000-000000000002';

export const amount = money(12_990, 'EUR');
export const otherAmounts = [money(12_989, 'EUR'), money(12_991, 'EUR'), money(0, 'EUR'), money(12_990, 'USD')];
// A person may resolve a charge or a refund as any amount, and that is kept.
export const capture = { captureId: 'cap_1', amount: money(12_980, 'EUR') };
export const refund = { refundId: 'ref_1', amount: money(12_970, 'EUR') };

export const chargeAsked: PaymentFact = { type: 'charge-asked', amount, cardToken: 'tok_visa_ok' };
export const refundAsked: PaymentFact = { type: 'refund-asked' };
export const cardCharged: PaymentFact = { type: 'card-charged', capture };
export const cardDeclined: PaymentFact = { type: 'card-declined', reason: 'card-declined' };
export const chargeAbandoned: PaymentFact = { type: 'charge-abandoned' };
export const cardRefunded: PaymentFact = { type: 'card-refunded', refund };
export const refundAbandoned: PaymentFact = { type: 'refund-abandoned' };

/** The shortest way to each state. */
export const wayTo = {
  charging: [chargeAsked],
  cancelling: [chargeAsked, refundAsked],
  captured: [chargeAsked, cardCharged],
  declined: [chargeAsked, cardDeclined],
  abandoned: [refundAsked],
  refunding: [chargeAsked, cardCharged, refundAsked],
  refunded: [chargeAsked, cardCharged, refundAsked, cardRefunded],
  owed: [chargeAsked, cardCharged, refundAsked, refundAbandoned],
} satisfies Record<Payment['state'], readonly [PaymentFact, ...PaymentFact[]]>;

export function aPayment(state: Payment['state']): Payment {
  const [first, ...more] = wayTo[state] as [PaymentFact, ...PaymentFact[]];
  return more.reduce((payment, fact) => advance(payment, fact).payment, advance(undefined, first).payment);
}
