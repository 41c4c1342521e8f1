import type { OutboxWriter } from '@holdfast/work';
import { MemoryTransaction } from '@holdfast/work/testing';
import { rowOf, type OutboxRow } from '../outbox/create-outbox.ts';
import {
  DatabaseChanged,
  type Lease,
  type Look,
  type ParkedRow,
  type RelayStore,
  type Selection,
  type SelectedRow,
  type SelectionSize,
  type WaitingRow,
} from '../relay/relay-store.ts';
import { mayBeCut, type Most } from '../relay/within-bytes.ts';
import type { Rotated } from '../tick/rotation.ts';
import { TickMissing } from '../tick/tick-missing.ts';
import { firstRows } from './first-rows.ts';
import { firstXid, MemoryXids, sees, type Snapshot } from './memory-xids.ts';

/** How a {@link MemoryTickOutbox} is opened. */
export interface MemoryTickOptions {
  readonly now?: () => number;
  /** Awaited between the lock and the look of a rotation, where others go on in PostgreSQL too. */
  readonly between?: () => Promise<void>;
}

/**
 * The outbox of the tick relay in memory: transactions with numbers, snapshots, rows that are only added, a cursor, three
 * thirds. What is one transaction in PostgreSQL happens here in one go.
 */
export class MemoryTickOutbox implements RelayStore {
  readonly #now: () => number;
  readonly #between: () => Promise<void>;
  readonly #xids = new MemoryXids();
  readonly #written = new Map<bigint, number>();
  #state: State = emptyState();
  #database = 'the first';

  constructor({ now = () => performance.now(), between = async () => {} }: MemoryTickOptions = {}) {
    this.#now = now;
    this.#between = between;
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

  /** This transaction writes something else first, and so has its number before it locks or says anything. */
  begin(trx: MemoryTransaction): void {
    this.#xids.of(trx);
  }

  insert(trx: MemoryTransaction, rows: readonly OutboxRow[]): void {
    const xid = this.#xids.of(trx);
    const state = this.#state;
    this.#written.set(xid, state.slot);
    void trx.ended.then(() => this.#written.delete(xid));
    for (const { message_id: messageId, topic, key, headers, payload } of rows) {
      const id = ++state.lastId;
      const row = { id, messageId, topic, key, headers: JSON.parse(headers), payload };
      const event = { ...row, xid, slot: state.slot, since: this.#now() };
      trx.atCommit(() => state.events.push(event));
    }
    trx.atCommit(() => this.#written.delete(xid));
  }

  async look(): Promise<Look> {
    const { lease, marks } = this.#state;
    const [oldest] = this.#unpassed();
    const isHeld = lease.until > this.#now();
    return {
      oldestAgeMs: oldest && this.#now() - oldest.since,
      holder: isHeld ? { owner: lease.owner, leftMs: lease.until - this.#now() } : undefined,
      parkedKeys: marks.size,
      isAsked: [...marks.values()].some(({ isReleased }) => isReleased),
    };
  }

  async select(owner: string, { leaseMs, ...most }: SelectionSize): Promise<Selection | undefined> {
    const lease = this.#take(owner, leaseMs);
    if (!lease) return undefined;
    for (;;) {
      const batch = this.#openBatch();
      if (!batch) return { lease, rows: [] };
      const rows = firstRows(this.#rowsOf(batch), most);
      const at: At = { cursor: this.#state.cursor, isLast: !mayBeCut(rows, most) };
      if (rows.length > 0) return { lease, rows: rows.map((row) => this.#shown(row)), at };
      this.#state.cursor = afterAll(this.#state.cursor);
    }
  }

  async conclude({ lease, rows, at }: Selection, count: number): ReturnType<RelayStore['conclude']> {
    const { cursor, isLast } = at as At;
    const passed = rows.slice(0, count);
    if (passed.length === 0) return 'concluded';
    if (!this.#holds(lease) || !isSame(cursor, this.#state.cursor)) return 'lease-lost';
    const marked = passed.filter(({ isMarked }) => isMarked);
    if (marked.some((row) => !this.#isMarked(row))) return 'marks-gone';
    this.#copyParked(marked);
    const isThrough = isLast && passed.length === rows.length;
    this.#state.cursor = isThrough ? afterAll(cursor) : { tick: cursor.tick, rowId: passed.at(-1)!.id };
    return 'concluded';
  }

  async park(lease: Lease, row: WaitingRow, reason: string): ReturnType<RelayStore['park']> {
    if (!this.#holds(lease)) return 'lease-lost';
    const batch = this.#openBatch();
    const before = batch ? this.#rowsOf(batch).filter(({ id }) => id <= row.id) : [];
    if (before.at(-1)?.messageId !== row.messageId) return 'gone';
    const key = keyOf(row);
    if (!this.#state.marks.has(key)) this.#state.marks.set(key, { reason, isReleased: false });
    if (!before.every((one) => this.#isMarked(one))) return 'parked';
    this.#copyParked(before);
    this.#state.cursor = { tick: this.#state.cursor.tick, rowId: row.id };
    return 'parked';
  }

  async released(lease: Lease, most: Most): Promise<readonly ParkedRow[] | 'lease-lost'> {
    if (!this.#holds(lease)) return 'lease-lost';
    const isReleased = (row: ParkedRow) => this.#state.marks.get(keyOf(row))?.isReleased;
    return firstRows(this.#state.parked.filter(isReleased).toSorted(byId), most);
  }

  async concludeReleased(lease: Lease, acked: readonly ParkedRow[]): Promise<'concluded' | 'lease-lost'> {
    if (!this.#holds(lease)) return 'lease-lost';
    const state = this.#state;
    state.parked = state.parked.filter((row) => !acked.some((one) => isSameRow(one, row)));
    for (const [key, { isReleased }] of state.marks) {
      if (isReleased && !state.parked.some((row) => keyOf(row) === key)) state.marks.delete(key);
    }
    return 'concluded';
  }

  async parkAgain(lease: Lease, row: ParkedRow, reason: string): ReturnType<RelayStore['parkAgain']> {
    if (!this.#holds(lease)) return 'lease-lost';
    if (!this.#state.parked.some((one) => isSameRow(one, row))) return 'gone';
    this.#state.marks.set(keyOf(row), { reason, isReleased: false });
    return 'parked';
  }

  async release(owner: string): Promise<void> {
    if (this.#state.lease.owner === owner) this.expireLease();
  }

  /** Empties the third after the one that is written, if all of it is sent; services write that one from then on. */
  async rotate(): Promise<Rotated> {
    if (this.#state.events.length === 0) return 'empty';
    const next = (this.#state.slot + 1) % 3;
    if (this.#isWritten(next)) return 'held';
    await this.#between();
    if (this.#hasUnsent(next)) return 'unsent';
    const { tick } = this.#state.cursor;
    this.#state.events = this.#state.events.filter(({ slot }) => slot !== next);
    this.#state.slot = next;
    for (const n of this.#state.ticks.keys()) if (n < tick) this.#state.ticks.delete(n);
    return 'rotated';
  }

  expireLease(): void {
    this.#state.lease = { owner: '', epoch: this.#state.lease.epoch, until: -Infinity };
  }

  /** Puts the tables back to empty and the ids back to the first, as a restore of an old backup does. */
  rewind(): void {
    this.#state = { ...emptyState(), lease: this.#state.lease };
  }

  /** What an operator does to have a parked key sent. */
  releaseKey(topic: string, key: string): void {
    const mark = this.#state.marks.get(keyOf({ topic, key }));
    if (mark) mark.isReleased = true;
  }

  /** What an operator does to have a parked message not sent: a void record goes in its place. */
  dropRow(messageId: string): void {
    this.#state.parked = this.#state.parked.map((row) =>
      row.messageId === messageId ? { ...row, isVoid: true } : row,
    );
  }

  /** Takes a mark away, as nobody may. */
  unmark(topic: string, key: string): void {
    this.#state.marks.delete(keyOf({ topic, key }));
    this.#state.parked = this.#state.parked.filter((row) => keyOf(row) !== keyOf({ topic, key }));
  }

  /** What is parked, in the sequence of ids. */
  get parkedRows(): readonly ParkedRow[] {
    return this.#state.parked.toSorted(byId);
  }

  /** All that is committed. */
  backup(): unknown {
    return structuredClone({ state: this.#state, xid: this.#xids.next, database: this.#database });
  }

  /** Puts back what is in the backup. Transactions that were open are no more. */
  restore(backup: unknown): void {
    const { state, xid } = structuredClone(backup) as { state: State; xid: bigint };
    this.#state = state;
    this.#xids.restore(xid);
    this.#written.clear();
  }

  /** From now on this is another database than the one that the lease was written in. */
  becomeAnother(): void {
    this.#database = `${this.#database} restored`;
  }

  /** What an operator does after a restore. */
  acceptDatabase(): void {
    this.#state.lease = { owner: '', epoch: this.#state.lease.epoch + 1n, until: -Infinity };
    this.#state.database = this.#database;
  }

  #take(owner: string, leaseMs: number): Lease | undefined {
    const { lease, database } = this.#state;
    if (database !== undefined && database !== this.#database) {
      throw new DatabaseChanged({ was: database, is: this.#database });
    }
    if (lease.owner !== owner && lease.until > this.#now()) return undefined;
    const epoch = lease.owner === owner ? lease.epoch : lease.epoch + 1n;
    this.#state.lease = { owner, epoch, until: this.#now() + leaseMs };
    this.#state.database = this.#database;
    return { owner, epoch };
  }

  #holds({ owner, epoch }: Lease): boolean {
    const { lease, database } = this.#state;
    const isHere = database === this.#database;
    return isHere && lease.owner === owner && lease.epoch === epoch && lease.until > this.#now();
  }

  /** The batch that comes next, by a new tick if none is open; undefined when nothing is new. */
  #openBatch(): Batch | undefined {
    const { ticks, cursor } = this.#state;
    const before = ticks.get(cursor.tick);
    if (!before) throw new TickMissing(String(cursor.tick));
    const snapshot = ticks.get(cursor.tick + 1n) ?? this.#newTick(before);
    return snapshot && { before, snapshot };
  }

  #newTick(before: Snapshot): Snapshot | undefined {
    const { ticks, cursor, events } = this.#state;
    if (events.every(({ xid }) => sees(before, xid))) return undefined;
    const snapshot = this.#xids.snapshot();
    ticks.set(cursor.tick + 1n, snapshot);
    return snapshot;
  }

  #rowsOf({ before, snapshot }: Batch): Event[] {
    const { events, cursor } = this.#state;
    return events
      .filter(({ xid, id }) => sees(snapshot, xid) && !sees(before, xid) && id > cursor.rowId)
      .toSorted(byId);
  }

  #unpassed(): Event[] {
    const { ticks, cursor, events } = this.#state;
    const before = ticks.get(cursor.tick);
    const open = ticks.get(cursor.tick + 1n);
    const isPassed = ({ xid, id }: Event) =>
      (before && sees(before, xid)) || (open && sees(open, xid) && id <= cursor.rowId);
    return events.filter((event) => !isPassed(event)).toSorted(byId);
  }

  #hasUnsent(slot: number): boolean {
    const { ticks, cursor, events } = this.#state;
    const sent = ticks.get(cursor.tick);
    return !sent || events.some((event) => event.slot === slot && !sees(sent, event.xid));
  }

  #isWritten(slot: number): boolean {
    return [...this.#written.values()].includes(slot);
  }

  #copyParked(rows: readonly WaitingRow[]): void {
    for (const { id, messageId, topic, key, headers, payload } of rows) {
      this.#state.parked.push({ id, messageId, topic, key, headers, payload, isVoid: false });
    }
  }

  #isMarked(row: WaitingRow): boolean {
    return this.#state.marks.has(keyOf(row));
  }

  #shown({ id, messageId, topic, key, headers, payload }: Event): SelectedRow {
    const row = { id, messageId, topic, key, headers, payload };
    return { ...row, isMarked: this.#isMarked(row) };
  }
}

function emptyState(): State {
  return {
    events: [],
    ticks: new Map([[0n, { xmax: firstXid, open: [] }]]),
    cursor: { tick: 0n, rowId: 0n },
    slot: 0,
    lastId: 0n,
    lease: { owner: '', epoch: 0n, until: -Infinity },
    database: undefined,
    marks: new Map(),
    parked: [],
  };
}

function afterAll({ tick }: Cursor): Cursor {
  return { tick: tick + 1n, rowId: 0n };
}

function isSame(one: Cursor, other: Cursor): boolean {
  return one.tick === other.tick && one.rowId === other.rowId;
}

function isSameRow(one: WaitingRow, other: WaitingRow): boolean {
  return one.id === other.id && one.messageId === other.messageId;
}

function keyOf({ topic, key }: { topic: string; key: string }): string {
  return `${topic}/${key}`;
}

function byId(one: WaitingRow, other: WaitingRow): number {
  return Number(one.id - other.id);
}

interface Event extends WaitingRow {
  readonly xid: bigint;
  readonly slot: number;
  readonly since: number;
}

interface Cursor {
  readonly tick: bigint;
  readonly rowId: bigint;
}

interface Batch {
  readonly before: Snapshot;
  readonly snapshot: Snapshot;
}

interface At {
  readonly cursor: Cursor;
  readonly isLast: boolean;
}

interface State {
  events: Event[];
  ticks: Map<bigint, Snapshot>;
  /** Every batch up to this tick is sent, and of the next one the rows up to this id. */
  cursor: Cursor;
  slot: number;
  lastId: bigint;
  lease: { owner: string; epoch: bigint; until: number };
  /** The one that the lease was written in. */
  database: string | undefined;
  marks: Map<string, { readonly reason: string; isReleased: boolean }>;
  parked: ParkedRow[];
}
