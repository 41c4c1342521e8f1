import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** The card provider has refused. Nothing was taken, and nothing will be for this order. */
export const PaymentDeclined = defineEvent({
  name: 'payments.payment-declined',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** The provider’s, in kebab-case. More reasons may come without a new version. */
    reason: z.string().regex(/^[a-z][a-z0-9-]*$/),
  }),
});
export type PaymentDeclined = DataOf<typeof PaymentDeclined>;
