import type { Payment } from '../domain/payment.ts';

/** Keeps payments. Every implementation passes `paymentStoreBehaviour`. */
export interface PaymentStore {
  /**
   * Loads and locks the payment of an order, asks `decide` what becomes of it, saves that, and hands the decision back.
   * Where there is none yet, of several at once one opens it and the others see it. `decide` may run more than once,
   * so it must not have effects of its own.
   */
  change<D extends { readonly payment: Payment }>(
    orderId: string,
    decide: (payment: Payment | undefined) => D,
  ): Promise<D>;

  /** The payment of an order, if there is one. Locks nothing. */
  find(orderId: string): Promise<Payment | undefined>;
}
