import { sql, type Kysely, type Transaction } from 'kysely';
import { leftInTicks } from '../tick/postgres-tick-store.ts';
import { ticksFirst } from '../tick/ticks-first.ts';
import { holdsLease, isOurs, lostInACrash, releaseLease, takeLease } from './postgres-lease.ts';
import { concludeReleased, countKeys, countMarks, mark, parkAgain, released, tableOf } from './postgres-parked.ts';
import type { Lease, Look, RelayStore, SelectedRow, Selection, WaitingRow } from './relay-store.ts';
import { rollingBack } from './rolling-back.ts';
import { selectedRowOf, type StoredRow } from './stored-row.ts';
import { withinBytes, type Most } from './within-bytes.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;
type Trx = Transaction<unknown>;

/** The outbox in PostgreSQL, for the relay's role. What is left in the outbox of ticks is sent before it. */
export function postgresRelayStore(database: Database): RelayStore {
  return ticksFirst(deletingStore(database), leftInTicks(database));
}

/** This outbox alone. */
export function deletingStore(database: Database): RelayStore {
  return {
    look: () => look(database),
    select: (owner, { leaseMs, ...most }) =>
      rollingBack<Selection | undefined>(database, async (trx) => {
        // What is about to be sent is on the disk when this transaction is: a crash cannot take it back, whatever its
        // writer had set.
        await sql`set local synchronous_commit = on`.execute(trx);
        const lease = await takeLease(trx, owner, leaseMs);
        return lease && { lease, rows: await lowestRows(trx, lease, most) };
      }),
    conclude: (selection, count) => conclude(database, selection, count),
    park: (lease, row, reason) =>
      rollingBack<Awaited<ReturnType<RelayStore['park']>>>(database, async (trx, rollBack) => {
        if (!(await holdsLease(trx, lease))) return rollBack('lease-lost');
        if (!(await isThere(trx, row))) return rollBack('gone');
        await mark(trx, row, reason);
        await moveMarked(trx, [row]);
        return 'parked';
      }),
    released: (lease, most) =>
      rollingBack(database, async (trx, rollBack) =>
        (await holdsLease(trx, lease)) ? released(trx, most) : rollBack('lease-lost'),
      ),
    concludeReleased: (lease, acked) =>
      rollingBack(database, async (trx, rollBack) => {
        if (!(await holdsLease(trx, lease))) return rollBack('lease-lost');
        await concludeReleased(trx, acked);
        return 'concluded';
      }),
    parkAgain: (lease, row, reason) =>
      rollingBack<Awaited<ReturnType<RelayStore['parkAgain']>>>(database, async (trx, rollBack) => {
        if (!(await holdsLease(trx, lease))) return rollBack('lease-lost');
        return (await parkAgain(trx, row, reason)) ? 'parked' : rollBack('gone');
      }),
    release: (owner) => releaseLease(database, owner),
  };
}

async function look(database: Database): Promise<Look> {
  const { rows } = await sql<StoredLook>`
    select (select extract(epoch from clock_timestamp() - created_at)::float8 * 1000
              from holdfast.outbox order by id limit 1) as oldest,
           case when lease_until > clock_timestamp() then owner end as owner,
           extract(epoch from lease_until - clock_timestamp())::float8 * 1000 as left,
           (select count(*)::integer from holdfast.outbox_parked_key) as parked,
           exists (select from holdfast.outbox_parked_key where state = 'release') as asked
      from holdfast.relay_lease`.execute(database);
  const { oldest, owner, left, parked, asked } = rows[0]!;
  const holder = owner === null ? undefined : { owner, leftMs: left };
  return { oldestAgeMs: oldest ?? undefined, holder, parkedKeys: parked, isAsked: asked };
}

async function lowestRows(trx: Trx, { owner, epoch }: Lease, { limit, bytes }: Most): Promise<SelectedRow[]> {
  // All rows and no SKIP LOCKED: a row that was left out would be overtaken by the later ones of its subject. Rows and marks
  // in one statement: a mark that was read earlier may be gone by the time the rows are read, and a later row of a parked key
  // would overtake those that wait.
  const lowest = sql<StoredRow>`
    select o.id, o.message_id, o.topic, o.key, o.headers, o.payload,
           (o.topic, o.key) in (select topic, key from holdfast.outbox_parked_key) as is_marked
      from holdfast.outbox as o
     where exists (select from holdfast.relay_lease
                    where owner = ${owner} and epoch = ${epoch} and lease_until > clock_timestamp())
     order by o.id
     limit ${limit}`;
  const { rows } = await withinBytes(lowest, { bytes, flag: 'is_marked' }).execute(trx);
  return rows.map(selectedRowOf);
}

async function conclude(
  database: Database,
  { lease, rows }: Selection,
  count: number,
): ReturnType<RelayStore['conclude']> {
  const passed = rows.slice(0, count);
  const marked = passed.filter(({ isMarked }) => isMarked);
  const acked = passed.filter(({ isMarked }) => !isMarked);
  if (marked.length === 0) return (await deleteAcked(database, lease, acked)) ? 'concluded' : 'lease-lost';
  return rollingBack<Awaited<ReturnType<RelayStore['conclude']>>>(database, async (trx, rollBack) => {
    if (!(await deleteAcked(trx, lease, acked))) return rollBack('lease-lost');
    if ((await countMarks(trx, marked)) < countKeys(marked)) return rollBack('marks-gone');
    await moveMarked(trx, marked);
    return 'concluded';
  });
}

/** Deletes exactly these rows if the lease is ours, which stays so until the end of the transaction. Answers whether it is. */
async function deleteAcked(
  database: Pick<Database, 'getExecutor'>,
  lease: Lease,
  acked: readonly WaitingRow[],
): Promise<boolean> {
  // "Up to the highest id" would take a row with it that was committed late and never sent; the id alone would, after a
  // restore, take another message that was given the same id. The lease is locked first: whoever takes it afterwards finds
  // these rows gone.
  const { rows } = await sql`
    with held as materialized (select ${lostInACrash} from holdfast.relay_lease where ${isOurs(lease)} for update),
    gone as (
      delete from holdfast.outbox as o
       using unnest(${acked.map(({ id }) => id)}::bigint[], ${acked.map(({ messageId }) => messageId)}::uuid[]) as a (id, message_id)
       where o.id = a.id and o.message_id = a.message_id and exists (select from held))
    select from held`.execute(database);
  return rows.length === 1;
}

/**
 * Every visible row of these keys, also what was committed after they were selected. A key may have any number of rows, and
 * in two pieces they would be in two places: so it takes the time that it takes. Nobody gets the lease before the end.
 */
async function moveMarked(trx: Trx, keys: readonly Pick<WaitingRow, 'topic' | 'key'>[]): Promise<void> {
  await sql`select set_config('statement_timeout', '0', true), set_config('transaction_timeout', '0', true)`.execute(
    trx,
  );
  await sql`
    with moved as (
      delete from holdfast.outbox as o
       using ${tableOf(keys)} as wanted (topic, key)
       where o.topic = wanted.topic and o.key = wanted.key
      returning o.*)
    insert into holdfast.outbox_parked (id, message_id, topic, key, headers, payload, created_at)
    select m.id, m.message_id, m.topic, m.key, m.headers, m.payload, m.created_at
      from moved as m join holdfast.outbox_parked_key as k on k.topic = m.topic and k.key = m.key`.execute(trx);
}

async function isThere(trx: Trx, { id, messageId }: WaitingRow): Promise<boolean> {
  const { rows } = await sql`
    select from holdfast.outbox where id = ${id} and message_id = ${messageId}`.execute(trx);
  return rows.length === 1;
}

interface StoredLook {
  readonly oldest: number | null;
  readonly owner: string | null;
  readonly left: number;
  readonly parked: number;
  readonly asked: boolean;
}
