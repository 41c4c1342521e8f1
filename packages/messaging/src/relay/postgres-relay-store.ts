import { sql, type Kysely, type Transaction } from 'kysely';
import type { Acked, Lease, Look, RelayStore, WaitingRow } from './relay-store.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;
type Trx = Transaction<unknown>;

/** The outbox in PostgreSQL, for the relay's role. */
export function postgresRelayStore(database: Database): RelayStore {
  return {
    look: () => look(database),
    select: (owner, { leaseMs, limit }) =>
      inTransaction(database, async (trx) => {
        // The lease is taken before the rows are read, and the row lock on it is kept until the end: whoever sent before
        // us has deleted what it may still delete, and the next statement sees that.
        const lease = await takeLease(trx, owner, leaseMs);
        return lease && { lease, rows: await lowestRows(trx, lease, limit) };
      }),
    remove: (lease, acked) =>
      inTransaction(database, async (trx) => {
        if (!(await isOurs(trx, lease))) return 'lease-lost';
        await deleteAcked(trx, acked);
        return 'removed';
      }),
    release: (owner) => release(database, owner),
  };
}

function inTransaction<T>(database: Database, body: (trx: Trx) => Promise<T>): Promise<T> {
  return database.transaction().setIsolationLevel('read committed').execute(body);
}

async function look(database: Database): Promise<Look> {
  const { rows } = await sql<{ oldest: number | null; owner: string | null; left: number }>`
    select (select extract(epoch from clock_timestamp() - created_at)::float8 * 1000
              from holdfast.outbox order by id limit 1) as oldest,
           case when lease_until > clock_timestamp() then owner end as owner,
           extract(epoch from lease_until - clock_timestamp())::float8 * 1000 as left
      from holdfast.relay_lease`.execute(database);
  const { oldest, owner, left } = rows[0]!;
  return { oldestAgeMs: oldest ?? undefined, holder: owner === null ? undefined : { owner, leftMs: left } };
}

async function takeLease(trx: Trx, owner: string, leaseMs: number): Promise<Lease | undefined> {
  const { rows } = await sql<{ epoch: string }>`
    update holdfast.relay_lease
       set owner = ${owner},
           epoch = case when owner = ${owner} then epoch else epoch + 1 end,
           lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
     where owner is null or owner = ${owner} or lease_until <= clock_timestamp()
    returning epoch`.execute(trx);
  return rows[0] && { owner, epoch: BigInt(rows[0].epoch) };
}

async function lowestRows(trx: Trx, { owner, epoch }: Lease, limit: number): Promise<WaitingRow[]> {
  // All rows and no SKIP LOCKED: a row that was left out would be overtaken by the later ones of its subject.
  const { rows } = await sql<Stored>`
    select id, message_id, topic, key, headers, payload
      from holdfast.outbox
     where exists (select from holdfast.relay_lease
                    where owner = ${owner} and epoch = ${epoch} and lease_until > clock_timestamp())
     order by id
     limit ${limit}`.execute(trx);
  return rows.map(({ id, message_id: messageId, ...row }) => ({ ...row, id: BigInt(id), messageId }));
}

async function isOurs(trx: Trx, { owner, epoch }: Lease): Promise<boolean> {
  const { rows } = await sql`
    select from holdfast.relay_lease
     where owner = ${owner} and epoch = ${epoch} and lease_until > clock_timestamp()
       for update`.execute(trx);
  return rows.length === 1;
}

async function deleteAcked(trx: Trx, acked: readonly Acked[]): Promise<void> {
  // "Up to the highest id" would take a row with it that was committed late and never sent; the id alone would, after a
  // restore, take another message that was given the same id.
  await sql`
    delete from holdfast.outbox as o
     using unnest(${acked.map(({ id }) => id)}::bigint[], ${acked.map(({ messageId }) => messageId)}::uuid[]) as a (id, message_id)
     where o.id = a.id and o.message_id = a.message_id`.execute(trx);
}

async function release(database: Database, owner: string): Promise<void> {
  await sql`
    update holdfast.relay_lease set owner = null, lease_until = '-infinity' where owner = ${owner}`.execute(database);
}

interface Stored {
  readonly id: string;
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: Uint8Array;
}
