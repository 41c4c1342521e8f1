import { z } from 'zod';

/** Why the card provider has declined, in its own words. */
export const ToldReason = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9-]*$/);
