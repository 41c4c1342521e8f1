import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Nothing is set aside for an order, whether there was something before or not. */
export const StockReleased = defineEvent({
  name: 'inventory.stock-released',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
  }),
});
export type StockReleased = DataOf<typeof StockReleased>;
