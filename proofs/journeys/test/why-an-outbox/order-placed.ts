import { defineEvent } from '@holdfast/contract-kit';
import { z } from 'zod';

/** As little of an order as can be lost. */
export const OrderPlaced = defineEvent({
  name: 'orders.order-placed',
  version: 1,
  subject: 'orderId',
  data: z.object({ orderId: z.string() }),
});
