import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Takes back `ChargeOrder`, also one that has not arrived yet. The last word on the order is then `PaymentRefunded`, `PaymentDeclined` or `PaymentAbandoned`. */
export const RefundOrder = defineCommand({
  name: 'payments.refund-order',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
  }),
});
export type RefundOrder = DataOf<typeof RefundOrder>;
