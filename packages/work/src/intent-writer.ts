import type { AnyTransaction } from './any-transaction.ts';
import type { Call } from './call.ts';
import type { AnyEffect } from './effect.ts';

/** An effect that was asked for, as it was asked for: valid, and copied. */
export interface Intended {
  readonly effect: AnyEffect;
  /** Whose effect it is. The same effect and key twice is one intent; intents of one key run one after the other. */
  readonly key: string;
  readonly request: unknown;
  /** The call in whose scope it was asked for. */
  readonly call: Call;
}

/** Writes what was intended into the transaction in which it was intended. `@holdfast/effects` implements it. */
export interface IntentWriter {
  /** Writes every intent, in the given sequence, before the outbox. Never called with nothing. */
  write(trx: AnyTransaction, intended: readonly Intended[], now: Date): Promise<void>;
  /** Something that was written has been committed, so that an executor may look at once. It must not throw. */
  committed(): void;
}
