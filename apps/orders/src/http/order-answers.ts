import { z } from 'zod';
import type { Checkout } from '../domain/checkout.ts';

const status = z.enum({ placed: 'placed', priced: 'priced', cancelled: 'cancelled' } satisfies {
  [S in Checkout['state']]: S;
});

export const PlacedOrder = z.strictObject({ orderId: z.uuid(), status });

export const ShownOrder = z.strictObject({
  orderId: z.uuid(),
  status,
  reason: z.string().optional().meta({ description: 'Why it was cancelled.' }),
  steps: z.array(z.strictObject({ name: z.string(), service: z.string(), at: z.iso.datetime() })),
});
