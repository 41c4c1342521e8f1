import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** The card provider has taken this amount. */
export const PaymentCaptured = defineEvent({
  name: 'payments.payment-captured',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    amount: Money,
    /** What the provider calls it. */
    captureId: z.string().min(1),
  }),
});
export type PaymentCaptured = DataOf<typeof PaymentCaptured>;
