import { z } from 'zod';

/** A call that is answered with an error, and has no effect. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The value as the schema knows it, or 400 with everything that is wrong with it. */
export function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, 'invalid-request', z.prettifyError(parsed.error));
}
