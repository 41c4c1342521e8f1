import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Asks to set stock aside for an order. The answer is `StockReserved` or `StockRefused`. */
export const ReserveStock = defineCommand({
  name: 'inventory.reserve-stock',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    lines: z.array(z.object({ article: z.string().min(1), quantity: z.int().min(1) })).min(1),
  }),
});
export type ReserveStock = DataOf<typeof ReserveStock>;
