import { backoffMs, type Backoff } from '@holdfast/work';
import type { Failure } from './consumer-store.ts';
import { failureOf } from './failure-of.ts';
import { meaningOf } from './meaning-of.ts';

/** How patient a consumer is with a message that fails. */
export interface Patience {
  /** How often a message is tried at once, before its key is parked. */
  readonly quickTries: number;
  /** Between which bounds the pauses are after that. */
  readonly retry: Backoff;
  /** How long after its first failure it is declared dead. */
  readonly maxAgeMs: number;
}

/** A try that has failed. */
export interface FailedTry {
  readonly error: unknown;
  /** How often this message has been tried, this time included. */
  readonly attempts: number;
  /** How long ago it failed for the first time, by the database's clock. */
  readonly failedForMs: number;
}

/** What becomes of a message that has failed. */
export type Fate =
  /** Nothing is known against it: the place waits and begins anew. */
  | { readonly is: 'not-its-fault' }
  /** It is tried again at once. */
  | { readonly is: 'again' }
  /** It waits in the table, and its key behind it; without `retryInMs` until a person releases it. */
  | { readonly is: 'parked'; readonly failure: Failure; readonly retryInMs?: number }
  /** It waits for a person, a copy goes to the topic of dead letters, and its key is held. */
  | { readonly is: 'dead'; readonly failure: Failure; readonly reason: 'fatal' | 'too-old' };

/** Decides what becomes of a message after a try that has failed. `fraction` is the jitter of its pause, from 0 up to 1. */
export function fateOf(
  { error, attempts, failedForMs }: FailedTry,
  { quickTries, retry, maxAgeMs }: Patience,
  fraction: number,
): Fate {
  const meaning = meaningOf(error);
  if (meaning === 'not-its-fault') return { is: 'not-its-fault' };
  const failure = failureOf(error, attempts);
  if (meaning === 'fatal') return { is: 'dead', failure, reason: 'fatal' };
  if (meaning === 'park') return { is: 'parked', failure };
  if (attempts < quickTries) return { is: 'again' };
  if (failedForMs >= maxAgeMs) return { is: 'dead', failure, reason: 'too-old' };
  return { is: 'parked', failure, retryInMs: backoffMs(attempts - quickTries + 1, retry, fraction) };
}
