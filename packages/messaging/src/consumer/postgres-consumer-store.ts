import { writeAudit, type AnyTransaction } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import type { Place } from '../broker/broker.ts';
import {
  ClusterChanged,
  type Claim,
  type ConsumerStore,
  type Position,
  type Seen,
  type Step,
} from './consumer-store.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

/** Inbox and positions in the service's own database, for the service's own role. */
export function postgresConsumerStore(database: Database): ConsumerStore {
  return {
    claim: (consumer, place, claim) => takeOver(database, { consumer, place, claim }),
    positions: (consumer) => positions(database, consumer),
    record,
    audit: writeAudit,
    advance,
  };
}

async function takeOver(database: Database, { consumer, place, claim }: Claiming): Promise<bigint> {
  // The update waits for the transaction of an earlier owner that is about to commit, and then continues after it.
  const { rows } = await sql<{ next_offset: string }>`
    insert into holdfast.consumer_position as p (consumer, topic, partition, token, next_offset, cluster_id)
    values (${consumer}, ${place.topic}, ${place.partition}, ${claim.token}, ${claim.first}, ${claim.clusterId})
    on conflict (consumer, topic, partition) do update
       set token = excluded.token, updated_at = clock_timestamp()
     where p.cluster_id = excluded.cluster_id
    returning next_offset`.execute(database);
  if (!rows[0]) throw await otherCluster(database, { consumer, place, claim });
  return BigInt(rows[0].next_offset);
}

async function otherCluster(database: Database, { consumer, place, claim }: Claiming): Promise<ClusterChanged> {
  const { rows } = await sql<{ cluster_id: string }>`
    select cluster_id from holdfast.consumer_position
     where consumer = ${consumer} and topic = ${place.topic} and partition = ${place.partition}`.execute(database);
  return new ClusterChanged({ consumer, place, was: rows[0]?.cluster_id ?? 'unknown', is: claim.clusterId });
}

async function positions(database: Database, consumer: string): Promise<Position[]> {
  const { rows } = await sql<{ topic: string; partition: number; token: string; next_offset: string }>`
    select topic, partition, token, next_offset from holdfast.consumer_position
     where consumer = ${consumer}`.execute(database);
  return rows.map(({ next_offset, ...row }) => ({ ...row, nextOffset: BigInt(next_offset) }));
}

async function record(trx: AnyTransaction, { consumer, messageId, day }: Seen): Promise<'new' | 'repeat'> {
  // No error is raised and caught here: an error would abort the whole transaction.
  const { rows } = await sql`
    insert into holdfast.consumer_inbox (consumer, message_id, day)
    values (${consumer}, ${messageId}, ${day})
    on conflict do nothing
    returning message_id`.execute(trx);
  return rows.length === 1 ? 'new' : 'repeat';
}

async function advance(
  trx: AnyTransaction,
  consumer: string,
  place: Place,
  { token, from, to }: Step,
): Promise<'advanced' | 'fenced'> {
  // The token alone would let a restored row be passed over, the offset alone would let an earlier owner go on.
  const { numAffectedRows } = await sql`
    update holdfast.consumer_position
       set next_offset = ${to}, updated_at = clock_timestamp()
     where consumer = ${consumer} and topic = ${place.topic} and partition = ${place.partition}
       and token = ${token} and next_offset = ${from}`.execute(trx);
  return numAffectedRows === 1n ? 'advanced' : 'fenced';
}

interface Claiming {
  readonly consumer: string;
  readonly place: Place;
  readonly claim: Claim;
}
