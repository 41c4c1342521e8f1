import { z } from 'zod';

/** The caller's own name for what it asks. */
export const Reference = z.string().min(1).max(200);

/** In minor units. */
export const Amount = z.strictObject({ amount: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/) });
export type Amount = z.infer<typeof Amount>;

export const NotifyUrl = z.url({ protocol: /^https?$/ });
