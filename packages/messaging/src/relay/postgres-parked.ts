import { sql, type Transaction } from 'kysely';
import type { ParkedRow, WaitingRow } from './relay-store.ts';
import { withinBytes, type Most } from './within-bytes.ts';

// What the relays of both outboxes do with parked keys, each in a transaction in which the lease is held.

type Trx = Transaction<unknown>;
type Key = Pick<WaitingRow, 'topic' | 'key'>;

/** Marks a key, or marks it again that an operator wanted to be released. */
export async function mark(trx: Trx, { topic, key }: Key, reason: string): Promise<void> {
  await sql`
    insert into holdfast.outbox_parked_key (topic, key, reason) values (${topic}, ${key}, ${reason})
    on conflict (topic, key) do update set state = 'parked', reason = excluded.reason`.execute(trx);
}

/** How many of these keys are marked. Their marks stay until the end of the transaction. */
export async function countMarks(trx: Trx, keys: readonly Key[]): Promise<number> {
  const { rows } = await sql`
    select from holdfast.outbox_parked_key as k
      join ${tableOf(keys)} as wanted (topic, key) on k.topic = wanted.topic and k.key = wanted.key
       for update of k`.execute(trx);
  return rows.length;
}

/** The lowest ids of the parked rows whose keys an operator has released. */
export async function released(trx: Trx, { limit, bytes }: Most): Promise<readonly ParkedRow[]> {
  const lowest = sql<StoredParked>`
    select p.id, p.message_id, p.topic, p.key, p.headers, p.payload, p.is_void
      from holdfast.outbox_parked as p
      join holdfast.outbox_parked_key as k on k.topic = p.topic and k.key = p.key
     where k.state = 'release'
     order by p.id
     limit ${limit}`;
  const { rows } = await withinBytes(lowest, { bytes, flag: 'is_void' }).execute(trx);
  return rows.map(({ id, message_id: messageId, is_void: isVoid, ...row }) => ({
    ...row,
    id: BigInt(id),
    messageId,
    isVoid,
  }));
}

/**
 * Deletes parked rows that the broker has, and takes away the marks of released keys that have none left: what was written
 * of them meanwhile, and is not parked yet, is later than all of these.
 */
export async function concludeReleased(trx: Trx, acked: readonly ParkedRow[]): Promise<void> {
  await sql`
    delete from holdfast.outbox_parked as p
     using unnest(${acked.map(({ id }) => id)}::bigint[], ${acked.map(({ messageId }) => messageId)}::uuid[]) as a (id, message_id)
     where p.id = a.id and p.message_id = a.message_id`.execute(trx);
  await sql`
    delete from holdfast.outbox_parked_key as k
     where k.state = 'release'
       and not exists (select from holdfast.outbox_parked as p where p.topic = k.topic and p.key = k.key)`.execute(trx);
}

/** Marks the key of a released row again, which the broker has refused once more. False if the row is gone. */
export async function parkAgain(trx: Trx, row: ParkedRow, reason: string): Promise<boolean> {
  const { rows } = await sql`
    select from holdfast.outbox_parked where id = ${row.id} and message_id = ${row.messageId}`.execute(trx);
  if (rows.length === 0) return false;
  await mark(trx, row, reason);
  return true;
}

/** Each of these keys once, as a table for SQL. */
export function tableOf(keys: readonly Key[]) {
  const each = [...new Map(keys.map((one) => [JSON.stringify([one.topic, one.key]), one])).values()];
  return sql`unnest(${each.map(({ topic }) => topic)}::text[], ${each.map(({ key }) => key)}::text[])`;
}

/** How many different keys these are. */
export function countKeys(keys: readonly Key[]): number {
  return new Set(keys.map(({ topic, key }) => JSON.stringify([topic, key]))).size;
}

interface StoredParked {
  readonly id: string;
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: Uint8Array;
  readonly is_void: boolean;
}
