import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';
import { AmountOfOrder } from './amount-of-order.ts';

/** Asks to charge a card, once per order. The answer is `PaymentCaptured`, `PaymentDeclined` or `PaymentAbandoned`. */
export const ChargeOrder = defineCommand({
  name: 'payments.charge-order',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    amount: AmountOfOrder,
    cardToken: z.string().min(1).max(200),
  }),
});
export type ChargeOrder = DataOf<typeof ChargeOrder>;
