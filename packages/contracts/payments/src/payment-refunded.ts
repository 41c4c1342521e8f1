import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** What was captured for an order has been given back. */
export const PaymentRefunded = defineEvent({
  name: 'payments.payment-refunded',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    amount: Money,
    /** What the provider calls it. */
    refundId: z.string().min(1),
  }),
});
export type PaymentRefunded = DataOf<typeof PaymentRefunded>;
