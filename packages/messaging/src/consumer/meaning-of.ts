import { databaseTrouble } from '@holdfast/work';
import { Fatal, Park } from './failures.ts';
import { PlaceLost, TooNew } from './place-lost.ts';

/** What a failure says: something about the world around the message, or something about the message. */
export type Meaning = 'not-its-fault' | 'retryable' | 'park' | 'fatal';

/**
 * What an error means for the message in whose transaction it came up. A server that is away, a deadlock, a lock that did
 * not come in time and a lost fence say nothing about it, and are never counted. A statement that takes too long may be the
 * message's own doing, so it is.
 */
export function meaningOf(error: unknown): Meaning {
  if (error instanceof PlaceLost || error instanceof Abandoned) return 'not-its-fault';
  if (error instanceof TooNew) return 'retryable';
  if (error instanceof Fatal) return 'fatal';
  if (error instanceof Park) return 'park';
  if (isStatementTimeout(error)) return 'retryable';
  return databaseTrouble(error) === undefined ? 'retryable' : 'not-its-fault';
}

/** A transaction that was given up because its place goes to somebody else, or reading ends. */
export class Abandoned extends Error {
  readonly code = 'abandoned';

  constructor() {
    super('The place is read by somebody else from now on, or by nobody here.');
  }
}

function isStatementTimeout(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '57014';
}
