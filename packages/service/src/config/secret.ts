import type { z } from 'zod';

/**
 * Marks a variable as a secret, with what it means in one sentence. A secret may also come in a file that `<NAME>_FILE` names, and
 * no example shows a value for it.
 *
 * ```ts
 * export const GardenConfig = ServiceConfig.extend({ GATE_KEY: secret(z.string().min(1), 'Opens the gate.') });
 * ```
 */
export function secret<S extends z.ZodType>(schema: S, description: string): S {
  return schema.meta({ description, secret: true });
}
