import type { AnyTransaction, AuditEntry } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';
import { keyOf, type OutgoingRecord, type Place } from '../broker/broker.ts';
import {
  ClusterChanged,
  TopicReplaced,
  type Claim,
  type ConsumerStore,
  type DueKey,
  type Failed,
  type HeldKeys,
  type ParkedCounts,
  type ParkedMessage,
  type Parking,
  type Position,
  type Replay,
  type ReplayProgress,
  type Seen,
  type Step,
} from '../consumer/consumer-store.ts';
import { rowOfCopy } from '../consumer/store/copies.ts';
import type { OutboxRow } from '../outbox/create-outbox.ts';
import { idOf, MemoryParked, type MemoryParkedRow } from './memory-parked.ts';

export interface MemoryConsumerStoreOptions {
  /** The clock that a database would have, in milliseconds. */
  readonly now?: () => number;
  /** Where copies for the topic of dead letters go; a `MemoryOutbox` will do. Without one they are only in `copies`. */
  readonly outbox?: { insert(trx: MemoryTransaction, rows: readonly OutboxRow[]): void };
}

type Row = Position & { readonly consumer: string; readonly clusterId: string; readonly topicId?: string };
type ReplayRow = Replay & ReplayProgress & { readonly state: 'asked' | 'done' | 'cancelled' };

/** All that a store in memory has committed: plain data. */
export interface MemoryConsumerBackup {
  readonly positions: readonly Row[];
  readonly seen: readonly string[];
  readonly parked: readonly MemoryParkedRow[];
  readonly replays: readonly ReplayRow[];
  readonly copies: readonly OutgoingRecord[];
  readonly audited: readonly AuditEntry[];
}

/** Inbox, positions and what is parked in memory, with the row locks that the promises of the store need. */
export class MemoryConsumerStore implements ConsumerStore {
  /** What operators have had done, as committed. */
  audited: AuditEntry[] = [];
  /** What went to topics of dead letters, as committed. */
  copies: OutgoingRecord[] = [];
  readonly #options: MemoryConsumerStoreOptions;
  readonly #parked: MemoryParked;
  readonly #locks = new Map<string, MemoryTransaction>();
  #rows = new Map<string, Row>();
  #seen = new Set<string>();
  #replays = new Map<string, ReplayRow>();

  constructor(options: MemoryConsumerStoreOptions = {}) {
    this.#options = options;
    this.#parked = new MemoryParked(options.now ?? Date.now);
  }

  async claim(consumer: string, place: Place, { token, clusterId, topicId, first }: Claim): Promise<bigint> {
    const key = rowOf(consumer, place);
    for (let holder = this.#locks.get(key); holder; holder = this.#locks.get(key)) await holder.ended;
    const row: Row = this.#rows.get(key) ?? { consumer, ...place, token, nextOffset: first, clusterId };
    if (row.clusterId !== clusterId) throw new ClusterChanged({ consumer, place, was: row.clusterId, is: clusterId });
    if ((row.topicId ?? topicId) !== (topicId ?? row.topicId))
      throw new TopicReplaced({ consumer, place, was: row.topicId!, is: topicId! });
    this.#rows.set(key, { ...row, token, ...(topicId !== undefined && { topicId }) });
    return row.nextOffset;
  }

  async positions(consumer: string): Promise<Position[]> {
    return [...this.#rows.values()].filter((row) => row.consumer === consumer);
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

  async record(trx: AnyTransaction, consumer: string, seen: readonly Seen[]): Promise<ReadonlySet<string>> {
    const fresh = new Set<string>();
    // In the sequence of the ids, so that two transactions cannot wait in a circle.
    for (const { messageId, day } of seen.toSorted((one, other) => (one.messageId < other.messageId ? -1 : 1))) {
      if (await this.#isNew(MemoryTransaction.of(trx), `inbox ${consumer} ${messageId} ${day}`)) fresh.add(messageId);
    }
    return fresh;
  }

  async #isNew(transaction: MemoryTransaction, key: string): Promise<boolean> {
    // Its own lock: the same message a second time in one transaction.
    if (this.#locks.get(key) === transaction) return false;
    await transaction.lock(this.#locks, key);
    if (this.#seen.has(key)) return false;
    transaction.atCommit(() => this.#seen.add(key));
    return true;
  }

  async audit(trx: AnyTransaction, entry: AuditEntry): Promise<void> {
    MemoryTransaction.of(trx).atCommit(() => this.audited.push(entry));
  }

  async heldKeys(trx: AnyTransaction, consumer: string, place: Place, keys: readonly string[]): Promise<HeldKeys> {
    return this.#parked.heldKeys(MemoryTransaction.of(trx), { consumer, place }, keys);
  }

  async park(trx: AnyTransaction, consumer: string, place: Place, messages: readonly Parking[]): Promise<void> {
    this.#parked.park(MemoryTransaction.of(trx), { consumer, place }, messages);
  }

  async parked(consumer: string, places: readonly Place[]): Promise<ParkedCounts> {
    return this.#parked.count(consumer, places);
  }

  async due(consumer: string, places: readonly Place[], limit: number): Promise<readonly DueKey[]> {
    return this.#parked.due(consumer, places, limit);
  }

  takeFirst(trx: AnyTransaction, consumer: string, place: Place, key: string): Promise<ParkedMessage | undefined> {
    return this.#parked.takeFirst(MemoryTransaction.of(trx), { consumer, place, key });
  }

  async putOff(trx: AnyTransaction, consumer: string, place: Place, message: Failed): Promise<void> {
    await this.#parked.putOff(MemoryTransaction.of(trx), { consumer, place }, message);
  }

  async bury(
    trx: AnyTransaction,
    consumer: string,
    place: Place,
    message: Failed,
    copy: OutgoingRecord,
  ): Promise<void> {
    const isDead = await this.#parked.bury(MemoryTransaction.of(trx), { consumer, place }, message);
    if (isDead) await this.sendCopies(trx, [copy]);
  }

  async sendCopies(trx: AnyTransaction, copies: readonly OutgoingRecord[]): Promise<void> {
    const transaction = MemoryTransaction.of(trx);
    this.#options.outbox?.insert(transaction, copies.map(rowOfCopy));
    transaction.atCommit(() => this.copies.push(...copies));
  }

  async replays(consumer: string, places: readonly Place[]): Promise<readonly Replay[]> {
    const wanted = new Set(places.map(keyOf));
    return [...this.#replays.values()].filter(
      (row) => row.consumer === consumer && row.state === 'asked' && wanted.has(keyOf(row)),
    );
  }

  async replayed(
    trx: AnyTransaction,
    { id, next: from }: Replay,
    { next, applied, repeats, held }: ReplayProgress,
  ): Promise<'noted' | 'over'> {
    const transaction = MemoryTransaction.of(trx);
    await transaction.lock(this.#locks, `replay ${id}`);
    const row = this.#replays.get(id);
    if (row?.state !== 'asked' || row.next !== from) return 'over';
    transaction.atCommit(() =>
      this.#replays.set(id, {
        ...row,
        next,
        applied: row.applied + applied,
        repeats: row.repeats + repeats,
        held: row.held + held,
        state: next >= row.to ? 'done' : 'asked',
      }),
    );
    return 'noted';
  }

  // What an operator does, each in one go: see `consumer-operations.ts`.

  /** Has the first message of a key tried again now, also a dead one. */
  async release(consumer: string, place: Place, key: string): Promise<boolean> {
    const first = this.#parked.first({ consumer, place, key });
    if (!first) return false;
    return this.#parked.operate(idOf(first), ({ state }) => ({
      nextAt: this.#parked.now,
      ...(state === 'dead' && { state: 'waiting', attempts: 0, firstFailedAt: undefined }),
    }));
  }

  /** Decides that a parked message has no effect. Its row leaves when it is its turn. */
  async drop(consumer: string, place: Place, offset: bigint): Promise<boolean> {
    const id = idOf({ consumer, ...place, offset });
    // The first one is due at once; one that waits behind another leaves when it is the first.
    const nextAtOf = ({ key, nextAt }: MemoryParkedRow) =>
      this.#parked.first({ consumer, place, key })?.offset === offset ? this.#parked.now : nextAt;
    return this.#parked.operate(id, (row) =>
      row.state === 'dropped' ? undefined : { state: 'dropped', nextAt: nextAtOf(row) },
    );
  }

  async askReplay(replay: Replay): Promise<void> {
    this.#replays.set(replay.id, { ...replay, applied: 0, repeats: 0, held: 0, state: 'asked' });
  }

  async cancelReplay(id: string): Promise<boolean> {
    const key = `replay ${id}`;
    for (let holder = this.#locks.get(key); holder; holder = this.#locks.get(key)) await holder.ended;
    const row = this.#replays.get(id);
    if (row?.state !== 'asked') return false;
    this.#replays.set(id, { ...row, state: 'cancelled' });
    return true;
  }

  /** Lets a consumer begin anew, unless something is parked that was not dropped: see `holdfast.retire_consumer`. */
  async retire(consumer: string): Promise<'retired' | 'still-parked'> {
    const isOwn = (row: { readonly consumer: string }) => row.consumer === consumer;
    const places = [...this.#rows].filter(([, row]) => isOwn(row)).map(([key]) => key);
    const inHand = () => places.map((key) => this.#locks.get(key)).find((holder) => holder !== undefined);
    for (let holder = inHand(); holder; holder = inHand()) await holder.ended;
    if (this.#parked.rows.some((row) => isOwn(row) && row.state !== 'dropped')) return 'still-parked';
    this.#parked.rows = this.#parked.rows.filter((row) => !isOwn(row));
    for (const key of places) this.#rows.delete(key);
    for (const { id } of this.replayRows.filter(isOwn)) await this.cancelReplay(id);
    return 'retired';
  }

  /** What is in `holdfast.consumer_parked`. */
  get parkedRows(): readonly MemoryParkedRow[] {
    return this.#parked.rows;
  }

  /** What is in `holdfast.consumer_replay`. */
  get replayRows(): readonly ReplayRow[] {
    return [...this.#replays.values()];
  }

  /** All that is committed. */
  backup(): MemoryConsumerBackup {
    // Rows are replaced and never changed, so that new lists of them are enough.
    return {
      positions: [...this.#rows.values()],
      seen: [...this.#seen],
      parked: this.#parked.rows,
      replays: this.replayRows,
      copies: [...this.copies],
      audited: [...this.audited],
    };
  }

  /** Puts everything back to what a backup says, as a restore of the database does; whoever has a transaction open is lost. */
  restore(backup: MemoryConsumerBackup): void {
    const { positions, seen, parked, replays, copies, audited } = backup;
    this.#rows = new Map(positions.map((row) => [rowOf(row.consumer, row), row]));
    this.#seen = new Set(seen);
    this.#parked.rows = parked;
    this.#replays = new Map(replays.map((row) => [row.id, row]));
    [this.copies, this.audited] = [[...copies], [...audited]];
  }

  /** Puts one position back. */
  setBack(consumer: string, place: Place, nextOffset: bigint): void {
    const row = this.#rows.get(rowOf(consumer, place));
    if (row) this.#rows.set(rowOf(consumer, place), { ...row, nextOffset });
  }
}

function rowOf(consumer: string, place: Place): string {
  return `position ${consumer} ${keyOf(place)}`;
}
