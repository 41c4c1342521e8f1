import { sql, type Kysely } from 'kysely';
import type { IncomingRecord, Place } from '../broker/broker.ts';
import { dayOf } from '../consumer/day-of.ts';
import { cloudEventOf, NoCloudEvent } from '../outbox/cloud-event.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

/** What a replay would find, if it began now. */
export interface Foreseen {
  /** Of the types that the consumer wants. */
  readonly messages: number;
  /** Those of them that have had their effect: they have it again only with `again`. */
  readonly known: number;
  /** Those whose key is parked: they are left out, parked behind it, or waited with. */
  readonly held: number;
}

/** Looks at records of one place as a replay for this consumer would. Changes nothing. */
export async function foreseeReplay(
  database: Database,
  { consumer, types, ...place }: Place & { readonly consumer: string; readonly types: ReadonlySet<string> },
  records: readonly IncomingRecord[],
): Promise<Foreseen> {
  const wanted = records.filter(({ headers }) => types.has(headers['ce_type'] ?? ''));
  const seen = wanted.flatMap(seenIn);
  const { rows } = await sql<Omit<Foreseen, 'messages'>>`
    with seen as (
      select * from unnest(${seen.map(({ id }) => id)}::uuid[], ${seen.map(({ day }) => day)}::date[],
                           ${seen.map(({ key }) => key)}::text[]) as seen (message_id, day, key)
    ), held as (
      select distinct key from holdfast.consumer_parked
       where consumer = ${consumer} and topic = ${place.topic} and partition = ${place.partition}
    )
    select (count(*) filter (where key in (select key from held)))::int as held,
           (count(*) filter (where key not in (select key from held)
                               and exists (select from holdfast.consumer_inbox as i
                                            where i.consumer = ${consumer} and i.message_id = seen.message_id
                                              and i.day = seen.day)))::int as known
      from seen`.execute(database);
  return { messages: wanted.length, ...rows[0]! };
}

/** Nothing for a record that says not what it is: its inbox row has an id that only its consumer makes. */
function seenIn(record: IncomingRecord) {
  try {
    const { id, time } = cloudEventOf({ ...record, value: record.value ?? new Uint8Array() });
    return [{ id, day: dayOf(id, time), key: record.key }];
  } catch (error) {
    if (error instanceof NoCloudEvent) return [];
    throw error;
  }
}
