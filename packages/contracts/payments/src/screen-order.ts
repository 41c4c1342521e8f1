import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';
import { AmountOfOrder } from './amount-of-order.ts';

/** Asks whether the risk of an order is acceptable. The answer is `OrderScreened`; `unavailable` when this comes too late. */
export const ScreenOrder = defineCommand({
  name: 'payments.screen-order',
  version: 1,
  subject: 'orderId',
  expires: true,
  data: z.object({
    orderId: z.uuid(),
    amount: AmountOfOrder,
    /** Whose order it is, as the risk service knows people. */
    email: z.email().max(254),
  }),
});
export type ScreenOrder = DataOf<typeof ScreenOrder>;
