import type { AnyTransaction } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import type { Place } from '../../broker/broker.ts';
import type { DueKey, Failed, HeldKeys, ParkedCounts, ParkedMessage, Parking } from '../consumer-store.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

export async function heldKeys(
  trx: AnyTransaction,
  consumer: string,
  { topic, partition }: Place,
  keys: readonly string[],
): Promise<HeldKeys> {
  if (keys.length === 0) return new Map();
  // One probe of the index for each key, however many rows the key has.
  const { rows } = await sql<{ key: string; last: string }>`
    select asked.key, held.last from unnest(${[...new Set(keys)]}::text[]) as asked (key),
           lateral (select p.record_offset as last from holdfast.consumer_parked as p
                     where p.consumer = ${consumer} and p.topic = ${topic} and p.partition = ${partition}
                       and p.key = asked.key order by p.record_offset desc limit 1) as held`.execute(trx);
  return new Map(rows.map(({ key, last }) => [key, BigInt(last)]));
}

export async function park(
  trx: AnyTransaction,
  consumer: string,
  { topic, partition }: Place,
  messages: readonly Parking[],
): Promise<void> {
  if (messages.length === 0) return;
  const sorted = messages.toSorted((one, other) => Number(one.offset - other.offset));
  const firsts = new Set(new Map(sorted.toReversed().map(({ key, offset }) => [key, offset])).values());
  // Only the first row of a key has a `next_at`: it is what `due` finds. A row that waits behind another one gets its own
  // when that one leaves. Without `on conflict`: a row that is there already is another record, and nothing may be lost.
  await sql`
    insert into holdfast.consumer_parked (consumer, topic, partition, record_offset, key, message_id, day, headers, payload,
           record_at, attempts, first_failed_at, last_failed_at, error_name, error, next_at)
    select ${consumer}, ${topic}, ${partition}::int, m.record_offset, m.key, m.message_id, m.day, m.headers, m.payload,
           m.record_at, m.attempts, case when m.attempts > 0 then clock_timestamp() end,
           case when m.attempts > 0 then clock_timestamp() end, m.error_name, m.error,
           case when m.attempts > 0 then ${nextAt(sql`m.retry_in_ms`)}
                when m.is_first and not exists (
                  select from holdfast.consumer_parked as p
                   where p.consumer = ${consumer} and p.topic = ${topic} and p.partition = ${partition}
                     and p.key = m.key) then clock_timestamp() end
      from unnest(${sorted.map(({ offset }) => String(offset))}::bigint[], ${sorted.map(({ key }) => key)}::text[],
                  ${sorted.map(({ messageId }) => messageId)}::uuid[], ${sorted.map(({ day }) => day)}::date[],
                  ${sorted.map(({ headers }) => JSON.stringify(headers))}::jsonb[],
                  ${sorted.map(({ value }) => value)}::bytea[],
                  ${sorted.map(({ timestamp }) => timestamp.toISOString())}::timestamptz[],
                  ${sorted.map(({ failure }) => failure?.attempts ?? 0)}::int[],
                  ${sorted.map(({ failure }) => failure?.errorName ?? null)}::text[],
                  ${sorted.map(({ failure }) => failure?.error ?? null)}::text[],
                  ${sorted.map(({ retryInMs }) => retryInMs ?? null)}::float8[],
                  ${sorted.map(({ offset }) => firsts.has(offset))}::boolean[])
        as m (record_offset, key, message_id, day, headers, payload, record_at, attempts, error_name, error, retry_in_ms,
              is_first)`.execute(trx);
}

export async function countParked(
  database: Database,
  consumer: string,
  places: readonly Place[],
): Promise<ParkedCounts> {
  // Only the first row of a key has a next_at, and only a first row is dead.
  const { rows } = await sql<ParkedCounts>`
    select (count(*) filter (where next_at is not null or state = 'dead'))::int as keys, count(*)::int as messages,
           (count(*) filter (where state = 'dead'))::int as dead
      from holdfast.consumer_parked
     where consumer = ${consumer}
       and (topic, partition) in (select * from unnest(${places.map(({ topic }) => topic)}::text[],
                                                       ${places.map(({ partition }) => partition)}::int[]))`.execute(
    database,
  );
  return rows[0]!;
}

export async function dueKeys(
  database: Database,
  consumer: string,
  places: readonly Place[],
  limit: number,
): Promise<DueKey[]> {
  if (places.length === 0) return [];
  const { rows } = await sql<DueKey>`
    select place.topic, place.partition, due.key
      from unnest(${places.map(({ topic }) => topic)}::text[], ${places.map(({ partition }) => partition)}::int[])
        as place (topic, partition),
           lateral (select p.key, p.next_at from holdfast.consumer_parked as p
                     where p.consumer = ${consumer} and p.topic = place.topic and p.partition = place.partition
                       and p.next_at <= statement_timestamp() and p.state <> 'dead'
                     order by p.next_at limit ${limit}) as due
     order by due.next_at limit ${limit}`.execute(database);
  return rows;
}

export async function takeFirst(
  trx: AnyTransaction,
  consumer: string,
  { topic, partition }: Place,
  key: string,
): Promise<ParkedMessage | undefined> {
  // A plain lock: with SKIP LOCKED the second message of the key would come out while the first is in hand.
  const { rows } = await sql<FirstRow>`
    select record_offset, message_id, headers, payload, record_at, attempts, first_failed_at, state,
           clock_timestamp() as now, state <> 'dead' and next_at <= clock_timestamp() as is_due
      from holdfast.consumer_parked
     where consumer = ${consumer} and topic = ${topic} and partition = ${partition} and key = ${key}
     order by record_offset limit 1 for update`.execute(trx);
  const first = rows[0];
  if (!first?.is_due) return undefined;
  await sql`
    with taken as (
      delete from holdfast.consumer_parked
       where consumer = ${consumer} and topic = ${topic} and partition = ${partition}
         and record_offset = ${first.record_offset})
    update holdfast.consumer_parked set next_at = clock_timestamp()
     where consumer = ${consumer} and topic = ${topic} and partition = ${partition}
       and record_offset = (select record_offset from holdfast.consumer_parked
                             where consumer = ${consumer} and topic = ${topic} and partition = ${partition}
                               and key = ${key} and record_offset > ${first.record_offset}
                             order by record_offset limit 1)`.execute(trx);
  return messageIn(first, key);
}

interface FirstRow {
  record_offset: string;
  message_id: string;
  headers: Record<string, string>;
  payload: Uint8Array;
  record_at: Date;
  attempts: number;
  first_failed_at: Date | null;
  state: 'waiting' | 'dead' | 'dropped';
  now: Date;
  is_due: boolean | null;
}

function messageIn(row: FirstRow, key: string): ParkedMessage {
  return {
    offset: BigInt(row.record_offset),
    key,
    messageId: row.message_id,
    headers: row.headers,
    value: row.payload,
    timestamp: row.record_at,
    attempts: row.attempts,
    firstFailedAt: row.first_failed_at ?? undefined,
    now: row.now,
    isDropped: row.state === 'dropped',
  };
}

/** A row that an operator has dropped meanwhile stays dropped, and due. */
export async function putOff(trx: AnyTransaction, consumer: string, place: Place, message: Failed): Promise<void> {
  await sql`
    update holdfast.consumer_parked
       set ${failed(message)}, next_at = ${nextAt(sql`${message.retryInMs ?? null}::float8`)}
     where ${rowOf(consumer, place, message)} and state = 'waiting'`.execute(trx);
}

/** Answers whether the row has become dead by this: one that was dropped meanwhile, or was dead before, has not. */
export async function declareDead(
  trx: AnyTransaction,
  consumer: string,
  place: Place,
  message: Failed,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update holdfast.consumer_parked set ${failed(message)}, next_at = null, state = 'dead'
     where ${rowOf(consumer, place, message)} and state = 'waiting'`.execute(trx);
  return numAffectedRows === 1n;
}

function failed({ failure }: Failed) {
  return sql`attempts = ${failure.attempts}, first_failed_at = coalesce(first_failed_at, clock_timestamp()),
             last_failed_at = clock_timestamp(), error_name = ${failure.errorName}, error = ${failure.error}`;
}

function rowOf(consumer: string, { topic, partition }: Place, { offset }: Failed) {
  return sql`consumer = ${consumer} and topic = ${topic} and partition = ${partition} and record_offset = ${offset}`;
}

/** `infinity` for never by itself. */
function nextAt(retryInMs: ReturnType<typeof sql>) {
  return sql`coalesce(clock_timestamp() + ${retryInMs} * interval '1 millisecond', 'infinity')`;
}
