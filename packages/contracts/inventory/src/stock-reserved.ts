import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Stock is set aside for an order, until it is released or committed. */
export const StockReserved = defineEvent({
  name: 'inventory.stock-reserved',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
  }),
});
export type StockReserved = DataOf<typeof StockReserved>;
