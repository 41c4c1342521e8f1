import { sql, type Kysely } from 'kysely';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

/** What waits to be sent, and who may send it. */
export interface OutboxStatus {
  /** In both outboxes: a service that changes its relay has rows in the other one for a while. */
  readonly waiting: number;
  readonly oldestAt: Date | null;
  readonly parkedKeys: number;
  readonly parkedMessages: number;
  readonly isLeased: boolean;
}

/** What a service has said and its relay has not sent. Changes nothing. */
export async function outboxStatus(database: Database): Promise<OutboxStatus> {
  const { rows } = await outboxStatusQuery.execute(database);
  return rows[0]!;
}

// Sent rows stay in the outbox of ticks until their third is emptied. Not sent are those that the last finished tick does
// not see, but for the rows of the open one up to the cursor. All of them are at or above the first transaction that was
// under way at the last finished tick: the index by transaction begins there, however many are sent.
export const outboxStatusQuery = sql<OutboxStatus>`
  with place as materialized (
    select c.row_id, p.snapshot as before, q.snapshot as open
      from holdfast.outbox_cursor as c
      join holdfast.outbox_tick as p on p.n = c.tick
      left join holdfast.outbox_tick as q on q.n = c.tick + 1
  ), unsent as (
    select count(*) as n, min(created_at) as oldest_at from holdfast.outbox
    union all
    select count(*), min(e.created_at)
      from place join holdfast.outbox_event as e
        on e.xid >= pg_snapshot_xmin(place.before) and not pg_visible_in_snapshot(e.xid, place.before)
           and not (coalesce(pg_visible_in_snapshot(e.xid, place.open), false) and e.id <= place.row_id)
  )
  select sum(n)::int as waiting, min(oldest_at) as "oldestAt",
         (select count(*)::int from holdfast.outbox_parked_key) as "parkedKeys",
         (select count(*)::int from holdfast.outbox_parked) as "parkedMessages",
         (select coalesce(lease_until > clock_timestamp(), false) from holdfast.relay_lease) as "isLeased"
    from unsent`;
