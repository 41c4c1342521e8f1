import type { Payment } from '../domain/payment.ts';
import type { PaymentStore } from './payment-store.ts';

/** For tests. A change does not wait for anything, so nothing comes between. */
export class MemoryPaymentStore implements PaymentStore {
  private readonly payments = new Map<string, Payment>();

  async change<D extends { readonly payment: Payment }>(orderId: string, decide: (payment: Payment | undefined) => D) {
    const decision = decide(this.payments.get(orderId));
    this.payments.set(orderId, decision.payment);
    return decision;
  }

  async find(orderId: string) {
    return this.payments.get(orderId);
  }
}
