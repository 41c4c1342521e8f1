import { writeAudit, type AnyTransaction } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import { acceptDatabase } from '../relay/postgres-lease.ts';
import { actorOf, type Operator } from './operator.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

// For the owner of the tables: a service's own role cannot take back what it has said, and its relay writes no audit rows.

/** A key that the relay holds back, because the broker has refused one of its messages for good. */
export interface UnsentKey {
  readonly topic: string;
  readonly key: string;
  readonly reason: string;
  readonly since: Date;
  readonly state: 'parked' | 'release';
  readonly messages: number;
  /** Of the first of its messages; null when it has none. */
  readonly firstId: bigint | null;
}

/** A message of such a key. */
export interface UnsentMessage {
  readonly id: bigint;
  readonly messageId: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
  readonly parkedAt: Date;
  /** Dropped: a record without content is sent in its place. */
  readonly isVoid: boolean;
}

export async function listUnsentKeys(database: Database, limit = 1_000): Promise<UnsentKey[]> {
  const { rows } = await sql<Omit<UnsentKey, 'firstId'> & { firstId: string | null }>`
    select k.topic, k.key, k.reason, k.since, k.state, rows.messages, rows."firstId"
      from holdfast.outbox_parked_key as k,
           lateral (select count(*)::int as messages, min(id) as "firstId" from holdfast.outbox_parked as p
                     where p.topic = k.topic and p.key = k.key) as rows
     order by k.since, k.topic, k.key limit ${limit}`.execute(database);
  return rows.map((row) => ({ ...row, firstId: row.firstId === null ? null : BigInt(row.firstId) }));
}

/** All messages of the key that this one is of, in their sequence; none when it is not parked. */
export async function unsentMessages(database: Database, id: bigint, limit = 100): Promise<UnsentMessage[]> {
  const { rows } = await sql<Omit<UnsentMessage, 'id'> & { id: string }>`
    select p.id, p.message_id as "messageId", p.topic, p.key, p.headers, p.payload as value, p.parked_at as "parkedAt",
           p.is_void as "isVoid"
      from holdfast.outbox_parked as p join holdfast.outbox_parked as one on one.topic = p.topic and one.key = p.key
     where one.id = ${id}
     order by p.id limit ${limit}`.execute(database);
  return rows.map((row) => ({ ...row, id: BigInt(row.id) }));
}

/**
 * Lets the relay send a key that it holds back. Only the mark changes: the relay sends the rows in their sequence and takes
 * the mark away in the transaction that finds none left. `gone`: the key is not parked, or is being released already.
 */
export function releaseUnsentKey(
  database: Database,
  { topic, key }: Pick<UnsentKey, 'topic' | 'key'>,
  operator: Operator,
): Promise<'released' | 'gone'> {
  return database.transaction().execute(async (trx) => {
    const { numAffectedRows } = await sql`
      update holdfast.outbox_parked_key set state = 'release'
       where topic = ${topic} and key = ${key} and state = 'parked'`.execute(trx);
    if (numAffectedRows !== 1n) return 'gone';
    await writeAudit(trx, { ...who(operator), action: 'messages.outbox-released', subject: key, details: { topic } });
    return 'released';
  });
}

/**
 * Decides that a message that was never acknowledged has no effect. A record with its id and without content is sent in its
 * place, so that a copy that is still on its way has none either. It goes when its key is released. `gone`: it is not
 * parked, is dropped already, or its key is released, and then the relay may have it in hand as it was.
 */
export function dropUnsentMessage(database: Database, id: bigint, operator: Operator): Promise<'dropped' | 'gone'> {
  return database.transaction().execute(async (trx) => {
    if (!(await isHeldBack(trx, id))) return 'gone';
    const { rows } = await sql<{ topic: string; key: string; messageId: string }>`
      update holdfast.outbox_parked set is_void = true where id = ${id} and not is_void
      returning topic, key, message_id as "messageId"`.execute(trx);
    if (!rows[0]) return 'gone';
    const { topic, key, messageId } = rows[0];
    const details = { topic, id: String(id) };
    await writeAudit(trx, { ...who(operator), action: 'messages.outbox-dropped', subject: key, messageId, details });
    return 'dropped';
  });
}

/** Whether nobody has released its key; and nobody does before the end of the transaction. */
async function isHeldBack(trx: AnyTransaction, id: bigint): Promise<boolean> {
  const { rows } = await sql`
    select from holdfast.outbox_parked_key as k
     where k.state = 'parked'
       and exists (select from holdfast.outbox_parked as p where p.id = ${id} and p.topic = k.topic and p.key = k.key)
       for share`.execute(trx);
  return rows.length === 1;
}

/** Lets the relay go on in a database that was restored or promoted, with who says so and why. A repeat is fine. */
export function acceptRestored(database: Database, { service, operator }: Accepting): Promise<void> {
  return database.transaction().execute(async (trx) => {
    await acceptDatabase(trx);
    // In a database that was dumped and restored the transactions that rows and ticks name are another server's.
    await sql`select holdfast.rebase_outbox_events()`.execute(trx);
    await writeAudit(trx, { ...who(operator), action: 'messages.restored', subject: service });
  });
}

interface Accepting {
  readonly service: string;
  readonly operator: Operator;
}

function who(operator: Operator) {
  return { actor: actorOf(operator), because: operator.because };
}
