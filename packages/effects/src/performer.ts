import type { AnyEffect, OutcomeOf, RequestOf } from '@holdfast/work';

/** One attempt at an effect. */
export interface Attempt {
  /** The same for every attempt of an intent, in every process, for ever. Hand it to the outside with each call. */
  readonly idempotencyKey: string;
  /** Aborted when the attempt has taken too long, or the process ends. What the outside does then is unknown. */
  readonly signal: AbortSignal;
  /** From 1. */
  readonly number: number;
}

/**
 * Calls the outside for one effect. Nothing in here runs in a transaction. Whatever is thrown means that the answer is not
 * known: it never means that nothing has happened.
 */
export interface Performer<E extends AnyEffect> {
  /** Does it. May run again after a crash or a lost answer, always with the same key. A refusal is an outcome, not an error. */
  perform(request: RequestOf<E>, attempt: Attempt): Promise<OutcomeOf<E>>;
  /** What became of earlier attempts; asked before another one. `unknown` where the outside cannot say. It is never "no". */
  findOut(request: RequestOf<E>, attempt: Attempt): Promise<OutcomeOf<E> | 'unknown'>;
  /**
   * Makes sure that it will not happen any more: `cancelled` only where the outside has confirmed that. The outcome, if it
   * already happened. An effect without it can only be given up by a person, once an attempt has begun.
   */
  giveUp?(request: RequestOf<E>, attempt: Attempt): Promise<OutcomeOf<E> | 'cancelled' | 'unknown'>;
}
