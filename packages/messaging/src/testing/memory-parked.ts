import type { MemoryTransaction } from '@holdfast/work/testing';
import { keyOf, type Place } from '../broker/broker.ts';
import type {
  DueKey,
  Failed,
  HeldKeys,
  KeptRecord,
  ParkedCounts,
  ParkedMessage,
  Parking,
} from '../consumer/consumer-store.ts';

/** A row of `holdfast.consumer_parked`, as it is there. Times are milliseconds of the store's clock. */
export interface MemoryParkedRow extends KeptRecord, Place {
  readonly consumer: string;
  readonly attempts: number;
  readonly firstFailedAt?: number | undefined;
  readonly lastFailedAt?: number;
  readonly errorName?: string;
  readonly error?: string;
  /** Absent for one that waits behind another, or is dead. */
  readonly nextAt?: number | undefined;
  readonly state: 'waiting' | 'dead' | 'dropped';
}

type Rows = Map<string, MemoryParkedRow>;
type Change = (rows: Rows) => void;
type Where = { readonly consumer: string; readonly place: Place; readonly key?: string };

/** What is parked, in memory. A transaction sees what is committed and what it has done itself. */
export class MemoryParked {
  readonly #now: () => number;
  readonly #locks = new Map<string, MemoryTransaction>();
  readonly #changes = new WeakMap<MemoryTransaction, Change[]>();
  #rows: Rows = new Map();

  constructor(now: () => number) {
    this.#now = now;
  }

  get rows(): readonly MemoryParkedRow[] {
    return [...this.#rows.values()];
  }

  set rows(rows: readonly MemoryParkedRow[]) {
    this.#rows = new Map(rows.map((row) => [idOf(row), row]));
  }

  heldKeys(transaction: MemoryTransaction, where: Where, keys: readonly string[]): HeldKeys {
    const parked = queue(this.#seenBy(transaction), where);
    return new Map(parked.filter(({ key }) => keys.includes(key)).map(({ key, offset }) => [key, offset]));
  }

  park(transaction: MemoryTransaction, { consumer, place }: Where, messages: readonly Parking[]): void {
    for (const message of messages.toSorted(byOffset)) {
      const isFirst = queue(this.#seenBy(transaction), { consumer, place, key: message.key }).length === 0;
      const row = rowOf(message, { consumer, ...place }, { now: this.#now(), isFirst });
      if (this.#seenBy(transaction).has(idOf(row))) throw new Error(`${idOf(row)} is parked already.`);
      this.#change(transaction, (rows) => rows.set(idOf(row), row));
    }
  }

  due(consumer: string, places: readonly Place[], limit: number): DueKey[] {
    const wanted = new Set(places.map(keyOf));
    return this.rows
      .filter((row) => row.consumer === consumer && wanted.has(keyOf(row)) && this.#isDue(row))
      .toSorted((one, other) => one.nextAt! - other.nextAt!)
      .slice(0, limit)
      .map(({ topic, partition, key }) => ({ topic, partition, key }));
  }

  count(consumer: string, places: readonly Place[]): ParkedCounts {
    const rows = places.flatMap((place) => queue(this.#rows, { consumer, place }));
    const keys = new Set(rows.map((row) => `${keyOf(row)} ${row.key}`));
    return { keys: keys.size, messages: rows.length, dead: rows.filter(({ state }) => state === 'dead').length };
  }

  async takeFirst(transaction: MemoryTransaction, where: Where): Promise<ParkedMessage | undefined> {
    const first = await this.#lockedFirst(transaction, where);
    if (!first || !this.#isDue(first)) return undefined;
    this.#change(transaction, (rows) => {
      rows.delete(idOf(first));
      const [next] = queue(rows, where);
      if (next) rows.set(idOf(next), { ...next, nextAt: this.#now() });
    });
    return messageIn(first, new Date(this.#now()));
  }

  putOff(transaction: MemoryTransaction, where: Where, message: Failed): Promise<boolean> {
    return this.#fail(transaction, where, message, { nextAt: this.#now() + (message.retryInMs ?? Infinity) });
  }

  bury(transaction: MemoryTransaction, where: Where, message: Failed): Promise<boolean> {
    return this.#fail(transaction, where, message, { nextAt: undefined, state: 'dead' });
  }

  /** What an operator does to one row: waits for whoever has it in hand, then sees what is left of it. */
  async operate(id: string, change: (row: MemoryParkedRow) => Partial<MemoryParkedRow> | undefined): Promise<boolean> {
    for (let holder = this.#locks.get(id); holder; holder = this.#locks.get(id)) await holder.ended;
    const row = this.#rows.get(id);
    const changed = row && change(row);
    if (row && changed) this.#rows.set(id, { ...row, ...changed });
    return changed !== undefined;
  }

  first(where: Where): MemoryParkedRow | undefined {
    return queue(this.#rows, where)[0];
  }

  get now(): number {
    return this.#now();
  }

  async #fail(
    transaction: MemoryTransaction,
    { consumer, place }: Where,
    { offset, failure }: Failed,
    then: Partial<MemoryParkedRow>,
  ): Promise<boolean> {
    const row = await this.#locked(transaction, idOf({ consumer, ...place, offset }));
    if (row?.state !== 'waiting') return false;
    const now = this.#now();
    const failed = { ...row, ...failure, firstFailedAt: row.firstFailedAt ?? now, lastFailedAt: now, ...then };
    this.#change(transaction, (rows) => rows.set(idOf(row), failed));
    return true;
  }

  /** The first row of a key. If whoever had it in hand has taken it out, the next one is the first. */
  async #lockedFirst(transaction: MemoryTransaction, where: Where): Promise<MemoryParkedRow | undefined> {
    const [seen] = queue(this.#seenBy(transaction), where);
    if (!seen) return undefined;
    return (await this.#locked(transaction, idOf(seen))) ?? (await this.#lockedFirst(transaction, where));
  }

  /** The row as it is when nobody else has it in hand any more. */
  async #locked(transaction: MemoryTransaction, id: string): Promise<MemoryParkedRow | undefined> {
    await transaction.lock(this.#locks, id);
    return this.#seenBy(transaction).get(id);
  }

  #seenBy(transaction: MemoryTransaction): Rows {
    const rows = new Map(this.#rows);
    for (const change of this.#changes.get(transaction) ?? []) change(rows);
    return rows;
  }

  #change(transaction: MemoryTransaction, change: Change): void {
    this.#changes.set(transaction, [...(this.#changes.get(transaction) ?? []), change]);
    transaction.atCommit(() => change(this.#rows));
  }

  #isDue({ state, nextAt }: MemoryParkedRow): boolean {
    return state !== 'dead' && nextAt !== undefined && nextAt <= this.#now();
  }
}

export function idOf(row: Place & { readonly consumer: string; readonly offset: bigint }): string {
  return `${row.consumer} ${keyOf(row)} ${row.offset}`;
}

function queue(rows: Rows, { consumer, place, key }: Where): MemoryParkedRow[] {
  return [...rows.values()]
    .filter((row) => row.consumer === consumer && keyOf(row) === keyOf(place) && (key ?? row.key) === row.key)
    .toSorted(byOffset);
}

function byOffset(one: { offset: bigint }, other: { offset: bigint }): number {
  return Number(one.offset - other.offset);
}

function rowOf(
  { failure, retryInMs = Infinity, ...kept }: Parking,
  where: Place & { consumer: string },
  { now, isFirst }: { now: number; isFirst: boolean },
): MemoryParkedRow {
  const row = { ...kept, ...where, state: 'waiting' as const };
  if (!failure) return { ...row, attempts: 0, nextAt: isFirst ? now : undefined };
  return { ...row, ...failure, firstFailedAt: now, lastFailedAt: now, nextAt: now + retryInMs };
}

function messageIn(row: MemoryParkedRow, now: Date): ParkedMessage {
  const { offset, key, messageId, headers, value, timestamp, attempts, firstFailedAt, state } = row;
  const kept = { offset, key, messageId, headers, value, timestamp, attempts, now };
  return {
    ...kept,
    firstFailedAt: firstFailedAt === undefined ? undefined : new Date(firstFailedAt),
    isDropped: state === 'dropped',
  };
}
