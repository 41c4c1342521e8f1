import type { Attempt } from '../performer.ts';

/** A first attempt with a key of its own, that may take five seconds. */
export function anAttempt(): Attempt {
  return { idempotencyKey: crypto.randomUUID(), signal: AbortSignal.timeout(5_000), number: 1 };
}
