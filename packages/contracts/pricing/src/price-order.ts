import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Asks what an order costs. The answer is `OrderPriced` or `PricingRefused`. */
export const PriceOrder = defineCommand({
  name: 'pricing.price-order',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    lines: z.array(z.object({ article: z.string().min(1), quantity: z.int().min(1) })).min(1),
  }),
});
export type PriceOrder = DataOf<typeof PriceOrder>;
