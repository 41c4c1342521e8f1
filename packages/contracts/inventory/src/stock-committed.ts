import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** What was reserved for an order is bound, and will be shipped. It cannot be released any more. */
export const StockCommitted = defineEvent({
  name: 'inventory.stock-committed',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
  }),
});
export type StockCommitted = DataOf<typeof StockCommitted>;
