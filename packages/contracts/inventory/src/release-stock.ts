import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Takes back `ReserveStock`, also one that has not arrived yet. The answer is `StockReleased`. */
export const ReleaseStock = defineCommand({
  name: 'inventory.release-stock',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
  }),
});
export type ReleaseStock = DataOf<typeof ReleaseStock>;
