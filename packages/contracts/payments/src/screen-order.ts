import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** Asks whether the risk of an order is acceptable. The answer is `OrderScreened`. */
export const ScreenOrder = defineCommand({
  name: 'payments.screen-order',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    amount: Money,
    /** Whose order it is, as the risk service knows people. */
    email: z.email(),
  }),
});
export type ScreenOrder = DataOf<typeof ScreenOrder>;
