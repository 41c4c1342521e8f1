import type { AnyTransaction } from '@holdfast/work';
import { sql, type Kysely } from 'kysely';
import type { Place } from '../../broker/broker.ts';
import { ClusterChanged, TopicReplaced, type Claim, type Position, type Step } from '../consumer-store.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables below are named in the SQL itself
type Database = Kysely<any>;

interface Claiming {
  readonly consumer: string;
  readonly place: Place;
  readonly claim: Claim;
}

export async function claimPosition(database: Database, claiming: Claiming): Promise<bigint> {
  const { consumer, place, claim } = claiming;
  // The update waits for the transaction of an earlier owner that is about to commit, and then continues after it. A
  // broker that does not tell the topic's id leaves the one that is known.
  const { rows } = await sql<{ next_offset: string }>`
    insert into holdfast.consumer_position as p (consumer, topic, partition, token, next_offset, cluster_id, topic_id)
    values (${consumer}, ${place.topic}, ${place.partition}, ${claim.token}, ${claim.first}, ${claim.clusterId},
            ${claim.topicId ?? null})
    on conflict (consumer, topic, partition) do update
       set token = excluded.token, topic_id = coalesce(excluded.topic_id, p.topic_id), updated_at = clock_timestamp()
     where p.cluster_id = excluded.cluster_id
       and (p.topic_id is null or excluded.topic_id is null or p.topic_id = excluded.topic_id)
    returning next_offset`.execute(database);
  if (!rows[0]) throw await refusalOf(database, claiming);
  return BigInt(rows[0].next_offset);
}

async function refusalOf(database: Database, { consumer, place, claim }: Claiming): Promise<Error> {
  const { rows } = await sql<{ cluster_id: string; topic_id: string | null }>`
    select cluster_id, topic_id from holdfast.consumer_position
     where consumer = ${consumer} and topic = ${place.topic} and partition = ${place.partition}`.execute(database);
  const { cluster_id: cluster = 'unknown', topic_id: topic = null } = rows[0] ?? {};
  if (cluster !== claim.clusterId) return new ClusterChanged({ consumer, place, was: cluster, is: claim.clusterId });
  return new TopicReplaced({ consumer, place, was: topic ?? 'unknown', is: claim.topicId ?? 'unknown' });
}

export async function positionsOf(database: Database, consumer: string): Promise<Position[]> {
  const { rows } = await sql<{ topic: string; partition: number; token: string; next_offset: string }>`
    select topic, partition, token, next_offset from holdfast.consumer_position
     where consumer = ${consumer}`.execute(database);
  return rows.map(({ next_offset, ...row }) => ({ ...row, nextOffset: BigInt(next_offset) }));
}

export async function advance(
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
