import type { OutboxWriter } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';
import { rowOf, type OutboxRow } from '../outbox/create-outbox.ts';
import {
  DatabaseChanged,
  type Lease,
  type Look,
  type ParkedRow,
  type RelayStore,
  type SelectedRow,
  type Selection,
  type SelectionSize,
  type WaitingRow,
} from '../relay/relay-store.ts';
import type { Most } from '../relay/within-bytes.ts';
import { firstRows } from './first-rows.ts';

type Row = WaitingRow & { readonly since: number };
type Parked = Row & { readonly isVoid: boolean };
interface Mark {
  readonly topic: string;
  readonly key: string;
  readonly reason: string;
  readonly isReleased: boolean;
}

/** All that an outbox in memory has committed: plain data. */
export interface MemoryOutboxBackup {
  readonly rows: readonly Row[];
  readonly parked: readonly Parked[];
  readonly marks: readonly Mark[];
  readonly lastId: bigint;
  readonly lease: { readonly owner: string; readonly epoch: bigint; readonly until: number; readonly database: number };
}

/** An outbox in memory. Like a table, it hands out ids when a row is written and shows the row when it is committed. */
export class MemoryOutbox implements RelayStore {
  readonly #now: () => number;
  /** Which database this is. A restore or a promotion makes it another one. */
  #database = 1;
  #rows: Row[] = [];
  #parked: Parked[] = [];
  #marks = new Map<string, Mark>();
  #lastId = 0n;
  #lease = { owner: '', epoch: 0n, until: -Infinity, database: 0 };

  constructor({ now = () => performance.now() }: { now?: () => number } = {}) {
    this.#now = now;
  }

  /** What `createOutbox` is for PostgreSQL. */
  writer({ service, wake = () => {} }: { service: string; wake?: () => void }): OutboxWriter {
    return {
      write: async (trx, said, now) => {
        const rows = said.map((one) => rowOf(one, { service, now }));
        this.insert(MemoryTransaction.of(trx), rows);
      },
      committed: wake,
    };
  }

  insert(trx: MemoryTransaction, rows: readonly OutboxRow[]): void {
    for (const { message_id: messageId, topic, key, headers, payload } of rows) {
      const id = ++this.#lastId;
      const row = { id, messageId, topic, key, headers: JSON.parse(headers), payload, since: this.#now() };
      trx.atCommit(() => this.#rows.push(row));
    }
  }

  async look(): Promise<Look> {
    const { owner, until } = this.#lease;
    const [lowest] = sorted(this.#rows);
    return {
      oldestAgeMs: lowest && this.#now() - lowest.since,
      holder: until > this.#now() ? { owner, leftMs: until - this.#now() } : undefined,
      parkedKeys: this.#marks.size,
      isAsked: [...this.#marks.values()].some(({ isReleased }) => isReleased),
    };
  }

  async select(owner: string, { leaseMs, ...most }: SelectionSize): Promise<Selection | undefined> {
    const { database } = this.#lease;
    if (database !== 0 && database !== this.#database)
      throw new DatabaseChanged({ was: String(database), is: String(this.#database) });
    if (this.#lease.owner !== owner && this.#lease.until > this.#now()) return undefined;
    const epoch = this.#lease.owner === owner ? this.#lease.epoch : this.#lease.epoch + 1n;
    this.#lease = { owner, epoch, until: this.#now() + leaseMs, database: this.#database };
    return { lease: { owner, epoch }, rows: this.#selected(most) };
  }

  async conclude({ lease, rows }: Selection, count: number): ReturnType<RelayStore['conclude']> {
    if (!this.#isHeld(lease)) return 'lease-lost';
    const passed = rows.slice(0, count);
    const marked = passed.filter(({ isMarked }) => isMarked);
    if (!marked.every((row) => this.#marks.has(keyOf(row)))) return 'marks-gone';
    const acked = passed.filter(({ isMarked }) => !isMarked);
    this.#rows = without(this.#rows, acked);
    for (const row of marked) this.#move(row);
    return 'concluded';
  }

  async park(lease: Lease, row: WaitingRow, reason: string): ReturnType<RelayStore['park']> {
    if (!this.#isHeld(lease)) return 'lease-lost';
    if (!isAmong(this.#rows, row)) return 'gone';
    this.#mark(row, reason);
    this.#move(row);
    return 'parked';
  }

  async released(lease: Lease, most: Most): ReturnType<RelayStore['released']> {
    if (!this.#isHeld(lease)) return 'lease-lost';
    const isReleased = (row: Parked) => this.#marks.get(keyOf(row))?.isReleased;
    return firstRows(sorted(this.#parked).filter(isReleased), most);
  }

  async concludeReleased(lease: Lease, acked: readonly ParkedRow[]): ReturnType<RelayStore['concludeReleased']> {
    if (!this.#isHeld(lease)) return 'lease-lost';
    this.#parked = without(this.#parked, acked);
    for (const [key, mark] of this.#marks) {
      if (mark.isReleased && !this.#parked.some((row) => keyOf(row) === key)) this.#marks.delete(key);
    }
    return 'concluded';
  }

  async parkAgain(lease: Lease, row: ParkedRow, reason: string): ReturnType<RelayStore['parkAgain']> {
    if (!this.#isHeld(lease)) return 'lease-lost';
    if (!isAmong(this.#parked, row)) return 'gone';
    this.#mark(row, reason);
    return 'parked';
  }

  async release(owner: string): Promise<void> {
    if (this.#lease.owner === owner) this.expireLease();
  }

  expireLease(): void {
    this.#lease = { ...this.#lease, owner: '', until: -Infinity };
  }

  /** An operator wants what is parked of a key to be sent. */
  releaseKey(topic: string, key: string): void {
    const mark = this.#marks.get(keyOf({ topic, key }));
    if (mark) this.#marks.set(keyOf(mark), { ...mark, isReleased: true });
  }

  /** An operator wants a void record in the place of a parked row. */
  dropRow(messageId: string): void {
    this.#parked = this.#parked.map((row) => (row.messageId === messageId ? { ...row, isVoid: true } : row));
  }

  /** Takes a mark away, as nobody may. */
  unmark(topic: string, key: string): void {
    this.#marks.delete(keyOf({ topic, key }));
    this.#parked = this.#parked.filter((row) => keyOf(row) !== keyOf({ topic, key }));
  }

  /** An operator has seen that this is another database. */
  acceptDatabase(): void {
    this.#lease = { owner: '', epoch: this.#lease.epoch + 1n, until: -Infinity, database: this.#database };
  }

  /** From here on this is another database, or another history of it. */
  becomeAnother(): void {
    this.#database += 1;
  }

  /** Puts the table back to empty and its ids back to the first, as a restore of an old backup does. */
  rewind(): void {
    this.#rows = [];
    this.#lastId = 0n;
  }

  backup(): MemoryOutboxBackup {
    const { rows, parked, marks } = { rows: sorted(this.#rows), parked: sorted(this.#parked), marks: this.#marks };
    return { rows, parked, marks: [...marks.values()], lastId: this.#lastId, lease: this.#lease };
  }

  restore({ rows, parked, marks, lastId, lease }: MemoryOutboxBackup): void {
    this.#rows = [...rows];
    this.#parked = [...parked];
    this.#marks = new Map(marks.map((mark) => [keyOf(mark), mark]));
    this.#lastId = lastId;
    this.#lease = lease;
  }

  #selected(most: Most): SelectedRow[] {
    return firstRows(sorted(this.#rows), most).map(({ since: _since, ...row }) => ({
      ...row,
      isMarked: this.#marks.has(keyOf(row)),
    }));
  }

  #isHeld({ owner, epoch }: Lease): boolean {
    const { owner: holder, epoch: term, until, database } = this.#lease;
    return holder === owner && term === epoch && until > this.#now() && database === this.#database;
  }

  #mark({ topic, key }: WaitingRow, reason: string): void {
    this.#marks.set(keyOf({ topic, key }), { topic, key, reason, isReleased: false });
  }

  /** Every visible row of a key. */
  #move(one: WaitingRow): void {
    const moved = this.#rows.filter((row) => keyOf(row) === keyOf(one));
    this.#rows = without(this.#rows, moved);
    this.#parked.push(...moved.map((row) => ({ ...row, isVoid: false })));
  }
}

function keyOf({ topic, key }: Pick<WaitingRow, 'topic' | 'key'>): string {
  return JSON.stringify([topic, key]);
}

function isAmong(rows: readonly WaitingRow[], { id, messageId }: WaitingRow): boolean {
  return rows.some((row) => row.id === id && row.messageId === messageId);
}

/** By id *and* message id: after a restore an id may be another message's. */
function without<R extends WaitingRow>(rows: readonly R[], gone: readonly WaitingRow[]): R[] {
  return rows.filter((row) => !isAmong(gone, row));
}

function sorted<R extends WaitingRow>(rows: readonly R[]): R[] {
  return rows.toSorted((one, other) => Number(one.id - other.id));
}
