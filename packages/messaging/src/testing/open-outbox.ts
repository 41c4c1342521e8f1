import type { OutboxRow } from '../outbox/create-outbox.ts';
import type { RelayStore } from '../relay/relay-store.ts';

/** An outbox to be tried, empty, with what the world around it can do to it. */
export interface OpenOutbox {
  readonly store: RelayStore;
  /** Begins a transaction of a service. */
  begin(): Promise<ServiceTransaction>;
  /** Lets the lease run out now. */
  expireLease(): Promise<void>;
  /** Restores a backup from before the first row: no rows, and the ids begin again. */
  rewind(): Promise<void>;
  /** Makes this another database, or another history of it, as the lease remembers the old one. */
  becomeAnother(): Promise<void>;
  /** A person has seen that, and lets the relay go on. */
  acceptDatabase(): Promise<void>;
  /** An operator wants what is parked of a key to be sent. */
  releaseKey(topic: string, key: string): Promise<void>;
  /** An operator wants a void record in the place of a parked row. */
  dropRow(messageId: string): Promise<void>;
  /** Takes a mark away behind everybody's back, as nobody may. */
  unmark(topic: string, key: string): Promise<void>;
  /** What is parked, in the sequence of ids. */
  parkedTexts(): Promise<string[]>;
  close(): Promise<void>;
}

export interface ServiceTransaction {
  write(rows: readonly OutboxRow[]): Promise<void>;
  commit(): Promise<void>;
}
