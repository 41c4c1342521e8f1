import { z } from 'zod';
import type { Checkout } from '../domain/checkout.ts';

const status = z.enum({
  placed: 'placed',
  priced: 'priced',
  reserved: 'reserved',
  screened: 'screened',
  charged: 'charged',
  confirmed: 'confirmed',
  settled: 'settled',
  cancelling: 'cancelling',
  cancelled: 'cancelled',
} satisfies { [S in Checkout['state']]: S });

export const AcceptedOrder = z.strictObject({ orderId: z.uuid(), status });

export const ShownOrder = z.strictObject({
  orderId: z.uuid(),
  status: status.meta({ description: 'It ends as `settled` or as `cancelled`.' }),
  reason: z.string().optional().meta({ description: 'Why it was cancelled, once it is.' }),
  steps: z
    .array(z.strictObject({ name: z.string(), service: z.string(), at: z.iso.datetime() }))
    .meta({ description: 'What has been done, and when it was heard of here. All nine when it is settled.' }),
});
