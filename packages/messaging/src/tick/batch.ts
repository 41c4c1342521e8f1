import { sql, type Transaction } from 'kysely';
import { holdsLease, isOurs, lostInACrash } from '../relay/postgres-lease.ts';
import type { Lease, SelectedRow } from '../relay/relay-store.ts';
import { selectedRowOf, type StoredRow } from '../relay/stored-row.ts';
import { withinBytes, type Most } from '../relay/within-bytes.ts';
import { adoptTaken, takenFromOther } from './adopt-other-outbox.ts';
import { TickMissing } from './tick-missing.ts';
import { UnknownTransactions } from './unknown-transactions.ts';

type Trx = Transaction<unknown>;

/** How far the relay is: every batch up to `tick` is sent, and of the next one the rows up to `rowId`. */
export interface Cursor {
  readonly tick: bigint;
  readonly rowId: bigint;
}

/**
 * The batch that comes next: what its tick sees and the tick before it does not. Two stored snapshots say what that is, so
 * it has the same rows whoever reads it, and whenever.
 */
export interface OpenBatch {
  readonly cursor: Cursor;
  /** The tick before it. */
  readonly before: string;
  /** Its own. */
  readonly snapshot: string;
  /** Where its rows begin, but for the late ones; null when all are late. */
  readonly firstId: bigint | null;
  /** Where they end, but for the late ones: however much is committed behind it, nobody looks there for this batch. */
  readonly lastId: bigint | null;
}

/** The most rows that are taken over from the other outbox by one statement, however many there are. */
export const mostAdopted = 5_000;

/**
 * The batch that comes next, by a new tick if none is open. `nothing` when nothing is new; `other-outbox` when the other
 * outbox has more rows than a tick takes over, and these may be earlier than what is new in here.
 */
export async function openBatch(trx: Trx, lease: Lease): Promise<OpenBatch | 'nothing' | 'other-outbox'> {
  const { cursor, before, open } = await placeOf(trx);
  const tick = open ?? (await newTick(trx, lease, cursor));
  return typeof tick === 'string' ? tick : { cursor, before, ...tick };
}

/**
 * The next rows of a batch, no more than `limit` and no further than `bytes`, in the sequence of their ids, with the marks of
 * their keys; `lease-lost` if the lease is over. Rows, marks and lease are one statement's.
 */
export async function rowsOf(
  trx: Trx,
  lease: Lease,
  piece: PieceOfBatch,
): Promise<readonly SelectedRow[] | 'lease-lost'> {
  const { rows } = await batchQuery(lease, piece).execute(trx);
  // Without the lease there are no rows either. A term that is over does not begin again, so it may be asked afterwards.
  if (rows.length === 0) return (await holdsLease(trx, lease)) ? [] : 'lease-lost';
  return rows.map(selectedRowOf);
}

/** Moves the cursor on, if it is still there and the lease is ours. Answers whether it did. */
export async function moveCursor(
  database: Pick<Trx, 'getExecutor'>,
  lease: Lease,
  { from, to }: { from: Cursor; to: Cursor },
): Promise<boolean> {
  // The lease is locked before the cursor is read, and the owner before us has moved the cursor or never will.
  const { numAffectedRows } = await sql`
    with held as materialized (select ${lostInACrash} from holdfast.relay_lease where ${isOurs(lease)} for update)
    update holdfast.outbox_cursor set tick = ${to.tick}, row_id = ${to.rowId}
     where tick = ${from.tick} and row_id = ${from.rowId} and exists (select from held)`.execute(database);
  return numAffectedRows === 1n;
}

/** Settings for a transaction that reads batches: the plan must not depend on what the planner has heard of the tables. */
export const planByIndex = sql.raw(
  ['enable_seqscan', 'enable_bitmapscan', 'enable_sort', 'jit', 'enable_partitionwise_join']
    .map((name) => `set_config('${name}', 'off', true)`)
    .join(', '),
);

// Exported for the tests that look at its plan.
export function batchQuery(lease: Lease, { batch, limit, bytes, upTo = highest }: PieceOfBatch) {
  const { cursor, before, snapshot, firstId, lastId } = batch;
  const from = firstId === null || cursor.rowId >= firstId ? cursor.rowId : firstId - 1n;
  // First those of transactions that began after the tick before, by id. Then those that it saw under way and that are
  // done now: without them, whatever is committed late would never be sent. Pairs are compared, because for `xid = x` an
  // index of ids alone would do as well, of however many rows.
  const lowest = sql<StoredRow>`
    select e.*, (e.topic, e.key) in (select topic, key from holdfast.outbox_parked_key) as is_marked
      from (
        (select id, message_id, topic, key, headers, payload
           from holdfast.outbox_event
          where id > ${from} and id <= least(${upTo}::bigint, ${lastId}::bigint) and ${firstId !== null}
            and xid >= pg_snapshot_xmax(${before}::pg_snapshot) and xid < pg_snapshot_xmax(${snapshot}::pg_snapshot)
            and pg_visible_in_snapshot(xid, ${snapshot}::pg_snapshot)
          order by id limit ${limit})
        union all
        (select late.* from pg_snapshot_xip(${before}::pg_snapshot) as x, lateral (
           select id, message_id, topic, key, headers, payload
             from holdfast.outbox_event
            where (xid, id) > (x, ${cursor.rowId}::bigint) and (xid, id) <= (x, ${upTo}::bigint)
              and pg_visible_in_snapshot(x, ${snapshot}::pg_snapshot)
            order by xid, id limit ${limit}) as late
          order by id limit ${limit})
      ) as e
     where exists (select from holdfast.relay_lease where ${isOurs(lease)})
     order by e.id
     limit ${limit}`;
  return withinBytes(lowest, { bytes, flag: 'is_marked' });
}

/** What to read of a batch. */
export interface PieceOfBatch extends Most {
  readonly batch: OpenBatch;
  /** Without it, to the end. */
  readonly upTo?: bigint;
}

async function placeOf(trx: Trx) {
  const { rows } = await sql<StoredPlace>`
    select c.tick, c.row_id, p.snapshot::text as before, q.snapshot::text as snapshot, q.first_id, q.last_id
      from holdfast.outbox_cursor as c
      left join holdfast.outbox_tick as p on p.n = c.tick
      left join holdfast.outbox_tick as q on q.n = c.tick + 1`.execute(trx);
  const { tick, row_id: rowId, before, ...next } = rows[0]!;
  // An empty batch in its place would pass over everything that the tick saw.
  if (before === null) throw new TickMissing(tick);
  return {
    cursor: { tick: BigInt(tick), rowId: BigInt(rowId) },
    before,
    open: openTick(next),
  };
}

/** Stores what is committed now, if anything of it is new. */
async function newTick(trx: Trx, lease: Lease, place: Cursor) {
  const { rows } = await tickQuery(lease, place).execute(trx);
  const [made] = rows;
  if (made?.is_unknown) throw new UnknownTransactions();
  if (made?.other) return 'other-outbox';
  return (made && openTick(made)) ?? 'nothing';
}

// Exported for the tests that look at its plan.
export function tickQuery(lease: Lease, { tick }: Cursor) {
  // One statement, so that what it stores is what it has seen, in both outboxes. `id + 0`, because the lowest id of all is
  // not what is asked for, and an index that begins there is a long way.
  return sql<MadeTick>`
    with news as materialized (
      select new.first_id, new.last_id,
             exists (select from pg_snapshot_xip(p.snapshot) as x
                      where exists (select from holdfast.outbox_event where xid = x)) as is_late,
             -- As long as there are that many, they are taken over before, in pieces.
             exists (select from holdfast.outbox offset ${mostAdopted}) as other,
             -- Such a row is in no batch, and such a tick has seen what is not written yet.
             pg_snapshot_xmax(p.snapshot) > pg_snapshot_xmax(pg_current_snapshot())
               or exists (select from holdfast.outbox_event
                           where xid >= pg_snapshot_xmax(pg_current_snapshot())) as is_unknown
        from holdfast.outbox_tick as p, lateral (
               select min(id + 0) as first_id, max(id + 0) as last_id
                 from holdfast.outbox_event where xid >= pg_snapshot_xmax(p.snapshot)) as new
       where p.n = ${tick} and exists (select from holdfast.relay_lease where ${isOurs(lease)})
    ), taken as (
      ${takenFromOther} where exists (select from news where not other and not is_unknown)
      returning *
    ), adopted as (
      ${adoptTaken}
    ), ids as (
      select least(first_id, min(id)) as first_id, greatest(last_id, max(id)) as last_id, count(id) > 0 as is_adopted
        from news left join taken on true group by first_id, last_id
    ), made as (
      insert into holdfast.outbox_tick (n, snapshot, first_id, last_id)
      select ${tick}::bigint + 1,
             case when is_adopted then ${snapshotWithThis} else pg_current_snapshot() end, ids.first_id, ids.last_id
        from news, ids
       where (ids.first_id is not null or is_late) and not other and not is_unknown
      -- What a tick sees is on the disk when the tick is: a crash cannot take back what is about to be sent.
      returning snapshot::text, first_id, last_id, set_config('synchronous_commit', 'on', true)
    )
    select snapshot, made.first_id, made.last_id, other, is_unknown from news left join made on true`;
}

/**
 * What is committed, and what this transaction writes itself. Those that have begun since the last one that is done, and
 * before this one, are under way: nothing of them is seen.
 */
const snapshotWithThis = sql`(
  select format('%s:%s:%s', least(xmin, this), greatest(xmax, this + 1), (
           select string_agg(x::text, ',' order by x)
             from (select x::text::bigint from pg_snapshot_xip(pg_current_snapshot()) as x
                   union select generate_series(xmax, this - 1)) as under_way (x)))::pg_snapshot
    from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as xmin,
                 pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xmax,
                 pg_current_xact_id()::text::bigint as this) as known)`;

function openTick({ snapshot, first_id: firstId, last_id: lastId }: StoredTick) {
  return snapshot === null ? undefined : { snapshot, firstId: idOrNull(firstId), lastId: idOrNull(lastId) };
}

function idOrNull(id: string | null): bigint | null {
  return id === null ? null : BigInt(id);
}

const highest = 2n ** 63n - 1n;

/** Of the next tick; all null while there is none. */
interface StoredTick {
  readonly snapshot: string | null;
  readonly first_id: string | null;
  readonly last_id: string | null;
}

interface StoredPlace extends StoredTick {
  readonly tick: string;
  readonly row_id: string;
  readonly before: string | null;
}

interface MadeTick extends StoredTick {
  readonly other: boolean;
  readonly is_unknown: boolean;
}
