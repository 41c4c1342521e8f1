import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** What the risk service thinks of an order; `unavailable` when it did not say in time. */
export const OrderScreened = defineEvent({
  name: 'payments.order-screened',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** A new decision cannot be read by anybody who needs this field, so its readers come first. */
    decision: z.enum(['approved', 'declined', 'unavailable']),
  }),
});
export type OrderScreened = DataOf<typeof OrderScreened>;
