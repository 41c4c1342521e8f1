import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** Asks to charge a card, once per order. The answer is `PaymentCaptured`, `PaymentDeclined` or `PaymentAbandoned`. */
export const ChargeOrder = defineCommand({
  name: 'payments.charge-order',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    amount: Money,
    cardToken: z.string().min(1),
  }),
});
export type ChargeOrder = DataOf<typeof ChargeOrder>;
