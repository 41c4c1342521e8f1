import type { AnyTransaction, AuditEntry } from '@holdfast/work';
import type { OutgoingRecord, Place } from '../broker/broker.ts';
import type { ConsumerStore, Replay } from '../consumer/consumer-store.ts';

/** A store to be tried, empty, and a way to open transactions on it. */
export interface OpenConsumerStore {
  readonly store: ConsumerStore;
  begin(): Promise<{ readonly trx: AnyTransaction; commit(): Promise<void>; rollback(): Promise<void> }>;
  /** Resolves to `waits` when a call to the store that was made before has had time enough, if it waited for nobody. */
  waited(): Promise<'waits'>;
  /** Puts a position back to what a backup says. */
  restore(consumer: string, partition: number, nextOffset: bigint): Promise<void>;
  /** What operators have had done. */
  audited(): Promise<readonly AuditEntry[]>;
  /** What is committed in the outbox. */
  copies(): Promise<readonly OutgoingRecord[]>;
  readonly operator: {
    release(consumer: string, place: Place, key: string): Promise<boolean>;
    drop(consumer: string, place: Place, offset: bigint): Promise<boolean>;
    askReplay(wish: Omit<Replay, 'id' | 'next'> & { readonly from: bigint }): Promise<string>;
    cancelReplay(id: string): Promise<boolean>;
    /** Lets a consumer begin anew; the code of what refuses it otherwise. */
    retire(consumer: string): Promise<'retired' | 'still-parked'>;
  };
  close(): Promise<void>;
}
