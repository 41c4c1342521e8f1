import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** An order has no price, and will not get one. */
export const PricingRefused = defineEvent({
  name: 'pricing.pricing-refused',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** A new reason cannot be read by anybody who needs this field, so its readers come first. */
    reason: z.enum(['unknown-article', 'two-currencies']),
    /** The articles that are the reason. */
    articles: z.array(z.string().min(1)).optional(),
  }),
});
export type PricingRefused = DataOf<typeof PricingRefused>;
