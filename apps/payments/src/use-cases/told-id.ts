import { z } from 'zod';

/** An id as the card provider tells it. No control characters and no halves of a surrogate pair: PostgreSQL does not keep all of them. */
export const ToldId = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be text without control characters');
