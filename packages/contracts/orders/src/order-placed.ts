import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Somebody placed an order, and it is stored. Who they are is said later, and only where somebody must write or ship to them. */
export const OrderPlaced = defineEvent({
  name: 'orders.order-placed',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    lines: z.array(z.object({ article: z.string().min(1), quantity: z.int().min(1) })).min(1),
    placedAt: z.iso.datetime(),
  }),
});
export type OrderPlaced = DataOf<typeof OrderPlaced>;
