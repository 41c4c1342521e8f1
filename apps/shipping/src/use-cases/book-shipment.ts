import { defineEffect } from '@holdfast/work';
import { z } from 'zod';

const sevenDays = 7 * 24 * 60 * 60 * 1_000;

export const BookShipment = defineEffect({
  name: 'shipping.book-shipment',
  dependency: 'carrier',
  request: z.object({
    orderId: z.uuid(),
    to: z.object({ name: z.string().min(1), address: z.string().min(1) }),
    lines: z.array(z.object({ article: z.string().min(1), quantity: z.int().min(1) })).min(1),
  }),
  outcome: z.object({
    trackingNumber: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be text without control characters'),
  }),
  policy: { attempts: 10_000, withinMs: sevenDays },
});
