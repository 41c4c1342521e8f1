import { sql, type Transaction } from 'kysely';
import { isOurs } from '../relay/postgres-lease.ts';
import type { Lease, SelectedRow } from '../relay/relay-store.ts';
import { TickMissing } from './tick-missing.ts';

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
}

/**
 * The batch that comes next, by a new tick if none is open. `nothing` when nothing is new; `other-outbox` when the other
 * outbox has rows, and these may be earlier than what is new in here.
 */
export async function openBatch(trx: Trx, lease: Lease): Promise<OpenBatch | 'nothing' | 'other-outbox'> {
  const { cursor, before, open } = await placeOf(trx);
  const tick = open ?? (await newTick(trx, { lease, cursor }));
  return typeof tick === 'string' ? tick : { cursor, before, ...tick };
}

/**
 * The next `limit` rows of a batch, in the sequence of their ids, with the marks of their keys; `lease-lost` if the lease
 * is over. Rows, marks and lease are one statement's.
 */
export async function rowsOf(
  trx: Trx,
  lease: Lease,
  { batch, limit, upTo }: { batch: OpenBatch; limit: number; upTo?: bigint },
): Promise<readonly SelectedRow[] | 'lease-lost'> {
  const { rows } = await batchQuery(lease, { batch, limit, upTo }).execute(trx);
  if (rows.length === 0) return 'lease-lost';
  return rows.flatMap(({ id, message_id: messageId, is_held: _, is_marked: isMarked, ...row }) =>
    id === null ? [] : [{ ...row, id: BigInt(id), messageId, isMarked }],
  );
}

/** Moves the cursor on, if it is still there and the lease is ours. Answers whether it did. */
export async function moveCursor(
  database: Pick<Trx, 'getExecutor'>,
  lease: Lease,
  { from, to }: { from: Cursor; to: Cursor },
): Promise<boolean> {
  // The lease is locked before the cursor is read, and the owner before us has moved the cursor or never will.
  const { numAffectedRows } = await sql`
    with held as materialized (select from holdfast.relay_lease where ${isOurs(lease)} for update)
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
export function batchQuery(
  lease: Lease,
  { batch, limit, upTo = highest }: { batch: OpenBatch; limit: number; upTo?: bigint | undefined },
) {
  const { cursor, before, snapshot, firstId } = batch;
  const from = firstId === null || cursor.rowId >= firstId ? cursor.rowId : firstId - 1n;
  // First those of transactions that began after the tick before, by id. Then those that it saw under way and that are
  // done now: without them, whatever is committed late would never be sent.
  return sql<Stored>`
    select true as is_held, e.*, k.topic is not null as is_marked
      from (select from holdfast.relay_lease where ${isOurs(lease)}) as held
      left join lateral (
        (select id, message_id, topic, key, headers, payload
           from holdfast.outbox_event
          where id > ${from} and id <= ${upTo} and ${firstId !== null}
            and xid >= pg_snapshot_xmax(${before}::pg_snapshot) and xid < pg_snapshot_xmax(${snapshot}::pg_snapshot)
            and pg_visible_in_snapshot(xid, ${snapshot}::pg_snapshot)
          order by id limit ${limit})
        union all
        (select late.* from pg_snapshot_xip(${before}::pg_snapshot) as x, lateral (
           select id, message_id, topic, key, headers, payload
             from holdfast.outbox_event
            where xid = x and id > ${cursor.rowId} and id <= ${upTo} and pg_visible_in_snapshot(x, ${snapshot}::pg_snapshot)
            order by id limit ${limit}) as late)
      ) as e on true
      left join holdfast.outbox_parked_key as k on k.topic = e.topic and k.key = e.key
     order by e.id
     limit ${limit}`;
}

async function placeOf(trx: Trx) {
  const { rows } = await sql<StoredPlace>`
    select c.tick, c.row_id, p.snapshot::text as before, q.snapshot::text as snapshot, q.first_id
      from holdfast.outbox_cursor as c
      left join holdfast.outbox_tick as p on p.n = c.tick
      left join holdfast.outbox_tick as q on q.n = c.tick + 1`.execute(trx);
  const { tick, row_id: rowId, before, snapshot, first_id: firstId } = rows[0]!;
  // An empty batch in its place would pass over everything that the tick saw.
  if (before === null) throw new TickMissing(tick);
  return {
    cursor: { tick: BigInt(tick), rowId: BigInt(rowId) },
    before,
    open: snapshot === null ? undefined : { snapshot, firstId: idOrNull(firstId) },
  };
}

/** Stores what is committed now, if anything of it is new. One statement, so that what it stores is what it has seen. */
async function newTick(trx: Trx, { lease, cursor }: { lease: Lease; cursor: Cursor }) {
  // `id + 0`, because the lowest id of all is not what is asked for, and an index that begins there is a long way.
  const { rows } = await sql<{ snapshot: string | null; first_id: string | null; other: boolean }>`
    with news as materialized (
      select (select min(id + 0) from holdfast.outbox_event where xid >= pg_snapshot_xmax(p.snapshot)) as first_id,
             exists (select from pg_snapshot_xip(p.snapshot) as x
                      where exists (select from holdfast.outbox_event where xid = x)) as is_late,
             exists (select from holdfast.outbox) as other
        from holdfast.outbox_tick as p
       where p.n = ${cursor.tick} and exists (select from holdfast.relay_lease where ${isOurs(lease)})
    ), made as (
      insert into holdfast.outbox_tick (n, snapshot, first_id)
      select ${cursor.tick}::bigint + 1, pg_current_snapshot(), first_id from news
       where (first_id is not null or is_late) and not other
      returning snapshot::text, first_id
    )
    select snapshot, made.first_id, other from news left join made on true`.execute(trx);
  const [made] = rows;
  if (made?.other) return 'other-outbox';
  return made?.snapshot ? { snapshot: made.snapshot, firstId: idOrNull(made.first_id) } : 'nothing';
}

function idOrNull(id: string | null): bigint | null {
  return id === null ? null : BigInt(id);
}

const highest = 2n ** 63n - 1n;

interface StoredPlace {
  readonly tick: string;
  readonly row_id: string;
  readonly before: string | null;
  readonly snapshot: string | null;
  readonly first_id: string | null;
}

interface Stored {
  readonly is_held: boolean;
  readonly id: string | null;
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: Uint8Array;
  readonly is_marked: boolean;
}
