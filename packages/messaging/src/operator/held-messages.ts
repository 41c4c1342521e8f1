import { sql, type Kysely } from 'kysely';
import type { HeldKey, HeldMessage } from './consumer-operations.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

/** A parked key with what is known of its first message. */
export interface HeldKeyFacts extends HeldKey, HeldFirst {
  /** How many wait in it, the first one included. */
  readonly messages: number;
}

/** One message of a parked key. */
export interface HeldMessageFacts extends HeldMessage, HeldFirst {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

interface HeldFirst {
  readonly offset: bigint;
  readonly messageId: string;
  readonly type: string;
  readonly state: 'waiting' | 'dead' | 'dropped';
  /** None of one that only waits behind another. */
  readonly attempts: number;
  readonly errorName: string | null;
  readonly error: string | null;
  readonly parkedAt: Date;
  readonly firstFailedAt: Date | null;
  /** When it is tried again; null for never by itself, and for one that waits behind another. */
  readonly nextAt: Date | null;
}

/** The keys that are parked in the consumers of this database, the oldest first: those that are tried again, or the dead ones. */
export async function listHeldKeys(
  database: Database,
  which: 'parked' | 'dead',
  { consumer, limit = 1_000 }: { readonly consumer?: string; readonly limit?: number } = {},
): Promise<HeldKeyFacts[]> {
  const { rows } = await sql<Stored & { messages: number }>`
    select ${facts},
           (select count(*)::int from holdfast.consumer_parked as m
             where m.consumer = p.consumer and m.topic = p.topic and m.partition = p.partition and m.key = p.key) as messages
      from holdfast.consumer_parked as p
     where ${which === 'dead' ? sql`p.state = 'dead'` : sql`p.next_at is not null and p.state <> 'dead'`}
       and p.consumer = coalesce(${consumer ?? null}, p.consumer)
     order by p.parked_at, p.consumer, p.topic, p.partition, p.record_offset limit ${limit}`.execute(database);
  return rows.map(factsIn);
}

/** All messages of the key that this one is of, in their sequence; none when it is not parked. */
export async function heldMessages(
  database: Database,
  { consumer, topic, partition, offset }: HeldMessage,
  { limit = 100 }: { readonly limit?: number } = {},
): Promise<HeldMessageFacts[]> {
  const { rows } = await sql<Stored & Pick<HeldMessageFacts, 'headers' | 'value'>>`
    select ${facts}, p.headers, p.payload as value
      from holdfast.consumer_parked as p
     where p.consumer = ${consumer} and p.topic = ${topic} and p.partition = ${partition}
       and p.key = (select key from holdfast.consumer_parked
                     where consumer = ${consumer} and topic = ${topic} and partition = ${partition}
                       and record_offset = ${offset})
     order by p.record_offset limit ${limit}`.execute(database);
  return rows.map(factsIn);
}

const facts = sql`p.consumer, p.topic, p.partition, p.record_offset as offset, p.key, p.message_id as "messageId",
  coalesce(p.headers ->> 'ce_type', '') as type, p.state, p.attempts, p.error_name as "errorName", p.error,
  p.parked_at as "parkedAt", p.first_failed_at as "firstFailedAt", nullif(p.next_at, 'infinity') as "nextAt"`;

type Stored = Omit<HeldKeyFacts, 'offset' | 'messages'> & { readonly offset: string };

function factsIn<S extends { readonly offset: string }>(stored: S): Omit<S, 'offset'> & { offset: bigint } {
  return { ...stored, offset: BigInt(stored.offset) };
}
