import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Nothing is set aside for an order, and a later `ReserveStock` for it will not change that. */
export const StockRefused = defineEvent({
  name: 'inventory.stock-refused',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** In kebab-case. More reasons may come without a new version. */
    reason: z.string().regex(/^[a-z][a-z0-9-]*$/),
    /** The articles that are the reason. */
    articles: z.array(z.string().min(1)).optional(),
  }),
});
export type StockRefused = DataOf<typeof StockRefused>;
