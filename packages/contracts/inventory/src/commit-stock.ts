import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Asks to bind what is reserved: from here on it leaves the house. The answer is `StockCommitted` or `ReservationLost`. */
export const CommitStock = defineCommand({
  name: 'inventory.commit-stock',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
  }),
});
export type CommitStock = DataOf<typeof CommitStock>;
