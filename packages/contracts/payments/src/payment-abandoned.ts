import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Nothing was taken for an order, and it is certain that nothing will be. */
export const PaymentAbandoned = defineEvent({
  name: 'payments.payment-abandoned',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
  }),
});
export type PaymentAbandoned = DataOf<typeof PaymentAbandoned>;
