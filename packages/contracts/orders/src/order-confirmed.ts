import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** An order is paid and its stock is bound: from here on it is only carried out. */
export const OrderConfirmed = defineEvent({
  name: 'orders.order-confirmed',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    lines: z.array(z.object({ article: z.string().min(1), quantity: z.int().min(1) })).min(1),
    /** What was charged. */
    amount: Money,
    /** Whom to write to. */
    customer: z.object({ name: z.string().min(1), email: z.email() }),
    /** Where to send it. */
    address: z.string().min(1),
  }),
});
export type OrderConfirmed = DataOf<typeof OrderConfirmed>;
