import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** An order came to nothing: nothing of it is reserved, owed or on its way any more. */
export const OrderCancelled = defineEvent({
  name: 'orders.order-cancelled',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** In kebab-case, for people and programs. More reasons may come without a new version. */
    reason: z.string().regex(/^[a-z][a-z0-9-]*$/),
    /** Whom to write to. */
    customer: z.object({ name: z.string().min(1), email: z.email() }),
  }),
});
export type OrderCancelled = DataOf<typeof OrderCancelled>;
