import { defineCommand, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** Asks what an order costs. The answer is `OrderPriced` or `PricingRefused`. */
export const PriceOrder = defineCommand({
  name: 'pricing.price-order',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** Not more than an order may have, so that whoever takes this can always answer it. */
    lines: z
      .array(z.object({ article: z.string().min(1).max(64), quantity: z.int().min(1).max(1_000) }))
      .min(1)
      .max(100),
  }),
});
export type PriceOrder = DataOf<typeof PriceOrder>;
