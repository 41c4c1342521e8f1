import { sql, type Kysely, type Transaction } from 'kysely';
import { DatabaseChanged, type Lease } from './relay-store.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
type Database = Kysely<any>;
type Trx = Transaction<unknown>;

/**
 * Takes the lease, or renews it, and keeps its row locked until the end of the transaction: whoever sent before has written
 * what it may still write, and the next statement sees that. Undefined while somebody else holds it. Throws DatabaseChanged.
 */
export async function takeLease(trx: Trx, owner: string, leaseMs: number): Promise<Lease | undefined> {
  const { rows } = await sql<{ epoch: string }>`
    update holdfast.relay_lease
       set owner = ${owner},
           epoch = case when owner = ${owner} then epoch else epoch + 1 end,
           lease_until = clock_timestamp() + ${leaseMs} * interval '1 millisecond',
           database = holdfast.this_database()
     where (owner is null or owner = ${owner} or lease_until <= clock_timestamp())
       and (database is null or database = holdfast.this_database())
    returning epoch`.execute(trx);
  if (rows[0]) return { owner, epoch: BigInt(rows[0].epoch) };
  await refuseAnotherDatabase(trx);
  return undefined;
}

async function refuseAnotherDatabase(trx: Trx): Promise<void> {
  const { rows } = await sql<{ was: string; is: string }>`
    select database as was, holdfast.this_database() as is
      from holdfast.relay_lease where database <> holdfast.this_database()`.execute(trx);
  if (rows[0]) throw new DatabaseChanged(rows[0]);
}

/** Whether the lease is still ours, and in this term of it. Nobody takes it before the end of the transaction. */
export async function holdsLease(trx: Trx, lease: Lease): Promise<boolean> {
  const { rows } = await sql`select from holdfast.relay_lease where ${isOurs(lease)} for update`.execute(trx);
  return rows.length === 1;
}

/**
 * The condition on `holdfast.relay_lease` under which a relay may go on. The database is a part of it: a standby that was
 * promoted a moment ago has a copy of the lease that has not run out, and perhaps not what was written under it.
 */
export function isOurs({ owner, epoch }: Lease) {
  return sql`owner = ${owner} and epoch = ${epoch} and lease_until > clock_timestamp()
             and database = holdfast.this_database()`;
}

/**
 * For the select list of a statement that writes down what the broker has acknowledged: its COMMIT does not wait for the
 * disk. A crash of the server takes back the last of such transactions, in the sequence in which they were committed, and
 * what they wrote down is sent again. What is sent was on the disk before.
 */
export const lostInACrash = sql`set_config('synchronous_commit', 'off', true)`;

/** Gives the lease back, if it is still ours. */
export async function releaseLease(database: Database, owner: string): Promise<void> {
  await sql`
    update holdfast.relay_lease set owner = null, lease_until = '-infinity' where owner = ${owner}`.execute(database);
}

/**
 * A person has seen that this is another database, and lets the relay go on in it. The term ends with it: whoever held the
 * lease in the other one cannot write any more.
 */
export async function acceptDatabase(database: Database): Promise<void> {
  await sql`
    update holdfast.relay_lease
       set owner = null, lease_until = '-infinity', epoch = epoch + 1, database = holdfast.this_database()`.execute(
    database,
  );
}
