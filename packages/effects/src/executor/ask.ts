import { messageOfError } from '@holdfast/work';

/** What became of a call: its value, or that its answer is lost, which says nothing about what happened. */
export type Answer<T> = { readonly value: T } | { readonly lost: string };

/** How long a call may take, and who may end it before. */
export interface AskOptions<T> {
  readonly timeoutMs: number;
  /** Aborted when this process stops. */
  readonly stopping: AbortSignal;
  /** Given the value of a call that was given up waiting for. */
  readonly late: (value: T) => void;
}

/** Calls, and waits no longer than it may. The call is told by its signal, but whether it listens makes no difference. */
export async function ask<T>(call: (signal: AbortSignal) => Promise<T>, options: AskOptions<T>): Promise<Answer<T>> {
  const timeout = new AbortController();
  const signal = AbortSignal.any([timeout.signal, options.stopping]);
  const timer = setTimeout(() => timeout.abort(new NoAnswer(options.timeoutMs)), options.timeoutMs);
  const answer = begun(call, signal);
  const aborted = whenAborted(signal);
  try {
    return { value: await Promise.race([answer, aborted.promise]) };
  } catch (error) {
    if (signal.aborted) answer.then(options.late, () => {});
    return { lost: messageOfError(error) };
  } finally {
    clearTimeout(timer);
    aborted.forget();
  }
}

/** There was no answer in time. */
export class NoAnswer extends Error {
  readonly code = 'no-answer';

  constructor(withinMs: number) {
    super(`There was no answer within ${withinMs} ms.`);
  }
}

async function begun<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return call(signal);
}

function whenAborted(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>();
  const listener = () => reject(signal.reason as Error);
  signal.addEventListener('abort', listener);
  return { promise, forget: () => signal.removeEventListener('abort', listener) };
}
