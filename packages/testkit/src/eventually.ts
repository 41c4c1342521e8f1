import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

/** How long to go on asking, and for what. */
export interface EventuallyOptions<T> {
  /** What is awaited, as the end of "not within 5000 ms: …". */
  readonly what: string;
  /** Ten seconds unless told otherwise. A test that passes never waits that long, so be generous. */
  readonly withinMs?: number;
  /** When the value is the awaited one. By default when it is neither undefined, null nor false. */
  readonly until?: (value: T) => boolean;
  readonly everyMs?: number;
}

/** What was awaited did not happen in time. The message ends with what the probe saw last. */
export class NotInTime extends Error {
  /** The last value, if there was one. */
  readonly lastSeen: unknown;

  constructor(message: string, lastSeen: unknown, options?: ErrorOptions) {
    super(message, options);
    this.lastSeen = lastSeen;
  }
}

/**
 * Asks the probe again and again until it gives the awaited value, and gives that value. In the place of a sleep: it goes
 * on as soon as it can, and on failure it says what was seen last. A probe that throws is asked again.
 */
export async function eventually<T>(probe: () => T | Promise<T>, options: EventuallyOptions<T>): Promise<T> {
  const { withinMs = 10_000, everyMs = 10, until = isThere } = options;
  const deadline = performance.now() + withinMs;
  let seen: { value: T } | undefined;
  for (let probes = 1; ; probes += 1) {
    const answer = await ask(probe, deadline - performance.now());
    if ('value' in answer) seen = answer;
    if ('value' in answer && until(answer.value)) return answer.value;
    if (performance.now() >= deadline) {
      const message = `not within ${withinMs} ms: ${options.what}. ${written(seen, answer)} (${probes} probes).`;
      throw new NotInTime(message, seen?.value, { cause: 'error' in answer ? answer.error : undefined });
    }
    await pause(everyMs);
  }
}

type Answer<T> = { readonly value: T } | { readonly error: unknown } | { readonly isLate: true };

async function ask<T>(probe: () => T | Promise<T>, leftMs: number): Promise<Answer<T>> {
  const answered = new AbortController();
  const late = { isLate: true } as const;
  const tooLate = pause(Math.max(leftMs, graceMs), late, { signal: answered.signal }).catch(() => late);
  const answer = Promise.resolve()
    .then(probe)
    .then((value) => ({ value }))
    .catch((error: unknown) => ({ error }));
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    answered.abort();
  }
}

// A probe that begins just before the deadline may still answer; only one that hangs is given up.
const graceMs = 250;

// What was seen earlier is told beside a later error: a database that went away had said something before.
function written(seen: { value: unknown } | undefined, last: Answer<unknown>): string {
  const before = seen === undefined ? 'Nothing was seen' : `Last seen: ${inspected(seen.value)}`;
  if ('isLate' in last) return `${before}, and the last probe did not answer`;
  return 'error' in last ? `${before}, and the last probe threw: ${messageOf(last.error)}` : before;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false;
}

function inspected(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 120, maxStringLength: 2_000 });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : inspected(error);
}
