import type { AnyTransaction, AuditEntry } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';
import { keyOf, type Place } from '../broker/broker.ts';
import {
  ClusterChanged,
  type Claim,
  type ConsumerStore,
  type Position,
  type Seen,
  type Step,
} from '../consumer/consumer-store.ts';

/** Inbox and positions in memory, with the row locks that the promises of the store need. */
export class MemoryConsumerStore implements ConsumerStore {
  /** What operators have had done, as committed. */
  readonly audited: AuditEntry[] = [];
  readonly #rows = new Map<string, Position & { consumer: string; clusterId: string }>();
  readonly #seen = new Set<string>();
  readonly #locks = new Map<string, MemoryTransaction>();

  async claim(consumer: string, place: Place, { token, clusterId, first }: Claim): Promise<bigint> {
    const key = rowOf(consumer, place);
    for (let holder = this.#locks.get(key); holder; holder = this.#locks.get(key)) await holder.ended;
    const row = this.#rows.get(key) ?? { consumer, ...place, token, nextOffset: first, clusterId };
    if (row.clusterId !== clusterId) throw new ClusterChanged({ consumer, place, was: row.clusterId, is: clusterId });
    this.#rows.set(key, { ...row, token });
    return row.nextOffset;
  }

  async positions(consumer: string): Promise<Position[]> {
    return [...this.#rows.values()].filter((row) => row.consumer === consumer);
  }

  async record(trx: AnyTransaction, { consumer, messageId, day }: Seen): Promise<'new' | 'repeat'> {
    const key = `inbox ${consumer} ${messageId} ${day}`;
    const transaction = MemoryTransaction.of(trx);
    // Its own lock: the same message a second time in one transaction.
    if (this.#locks.get(key) === transaction) return 'repeat';
    await transaction.lock(this.#locks, key);
    if (this.#seen.has(key)) return 'repeat';
    transaction.atCommit(() => this.#seen.add(key));
    return 'new';
  }

  async audit(trx: AnyTransaction, entry: AuditEntry): Promise<void> {
    MemoryTransaction.of(trx).atCommit(() => this.audited.push(entry));
  }

  async advance(
    trx: AnyTransaction,
    consumer: string,
    place: Place,
    { token, from, to }: Step,
  ): Promise<'advanced' | 'fenced'> {
    const key = rowOf(consumer, place);
    const transaction = MemoryTransaction.of(trx);
    await transaction.lock(this.#locks, key);
    const row = this.#rows.get(key);
    if (!row || row.token !== token || row.nextOffset !== from) return 'fenced';
    transaction.atCommit(() => this.#rows.set(key, { ...row, nextOffset: to }));
    return 'advanced';
  }

  /** Puts a position back, as a restore of the database does. */
  restore(consumer: string, place: Place, nextOffset: bigint): void {
    const row = this.#rows.get(rowOf(consumer, place));
    if (row) this.#rows.set(rowOf(consumer, place), { ...row, nextOffset });
  }
}

function rowOf(consumer: string, place: Place): string {
  return `position ${consumer} ${keyOf(place)}`;
}
