import type { AnyMessage } from '@holdfast/contract-kit';
import type { AnyTransaction } from './any-transaction.ts';
import type { Call } from './call.ts';

/** A message as it was said: final bytes, and an id that it never loses. */
export interface Said {
  /** A UUIDv7: the message's id wherever it goes. */
  readonly id: string;
  readonly message: AnyMessage;
  readonly subject: string;
  /** What `encode` made of its data at the line that published it. */
  readonly payload: Uint8Array;
  /** The call in whose scope it was said. */
  readonly call: Call;
  /** From when on it is of no use to its receiver. */
  readonly deadline?: Date;
}

/** Writes what was said into the transaction in which it was said. Messaging implements it. */
export interface OutboxWriter {
  /**
   * Writes every message, in the given sequence, by one statement. It is the last statement before COMMIT: a row that
   * were written earlier could get a lower id than one of a transaction that commits before it. Never called with nothing.
   */
  write(trx: AnyTransaction, said: readonly Said[], now: Date): Promise<void>;
  /**
   * Something that was written has been committed, so that a relay may look at once and not at its next turn. A crash
   * before this call costs that one turn and nothing else. It must not throw.
   */
  committed(): void;
}
