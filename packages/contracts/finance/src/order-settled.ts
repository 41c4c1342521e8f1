import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** What was priced, captured and shipped for an order agrees, and is booked. */
export const OrderSettled = defineEvent({
  name: 'finance.order-settled',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** What the customer has paid. */
    amount: Money,
  }),
});
export type OrderSettled = DataOf<typeof OrderSettled>;
