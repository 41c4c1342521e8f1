/** Resolves or rejects as `work` does, but rejects after `ms` if it has done neither. The work itself is not stopped. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(what, ms)), ms);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** The broker may have done it, or may still do it: nobody has waited for the answer. */
export class TookTooLong extends Error {
  readonly code = 'took-too-long';

  constructor(what: string, ms: number) {
    super(`${what} took more than ${ms} ms.`);
  }
}

/** Waits for a time, or until something else happens. */
export async function pause(ms: number, unless: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([over, unless]);
  clearTimeout(timer);
}
