import type { AnyEffect, OutcomeOf } from '@holdfast/work';

/**
 * What a webhook's controller asks for: one more way to find out. A class, so that Nest can inject it.
 */
export abstract class Effects {
  /**
   * The outside says what came of an intent. Concludes it, exactly once, through its use case, in a transaction of its own:
   *
   * - `concluded`: nobody knew yet.
   * - `known`: somebody else has told this before, and concludes or has concluded it; a repeat is fine.
   * - `contradicts`: another outcome is known, or it is told of a call that was not ours. Nothing is changed; the
   *   contradiction is kept for a person.
   * - `unknown-intent`: nobody has intended this.
   *
   * Throws `NoOutcome` when that is no outcome of the effect, and what the use case throws when it fails. In the latter case
   * the outcome is kept, the executor tries the use case again, and the outside that repeats itself is answered `known`.
   */
  abstract learn<E extends AnyEffect>(effect: E, told: Telling<E>): Promise<Learned>;
}

/** What the outside tells of an effect. */
export interface Telling<E extends AnyEffect> {
  readonly key: string;
  readonly outcome: OutcomeOf<E>;
  /** Of which call it is told, where the outside says that: then nothing is concluded from a call that was not ours. */
  readonly idempotencyKey?: string | undefined;
}

export type Learned = 'concluded' | 'known' | 'contradicts' | 'unknown-intent';
