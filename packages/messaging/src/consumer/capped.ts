import type { Time } from '../time.ts';

/** A handler that did not come to an end in its time. What it goes on doing cannot write any more. */
export class HandlerTooSlow extends Error {
  readonly code = 'handler-too-slow';

  constructor(ms: number) {
    super(`Its handler took more than ${ms} ms, and holds a transaction and its locks meanwhile.`);
  }
}

/** Resolves or rejects as `work` does, but rejects with {@link HandlerTooSlow} when it has done neither in time. */
export async function capped<T>(time: Time, ms: number, work: () => T | Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const cancel = time.after(ms, () => late.reject(new HandlerTooSlow(ms)));
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    cancel();
  }
}
