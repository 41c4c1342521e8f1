import { sql, type Kysely } from 'kysely';
import { TopicMissing, type Broker, type TopicFacts } from '../broker/broker.ts';
import {
  neededSchema,
  type ConsumerFacts,
  type GoneConsumer,
  type KnownPosition,
  type StartFacts,
} from './start-facts.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in the SQL itself
type Database = Kysely<any>;

export interface Declared {
  readonly consumer: string;
  readonly topics: readonly string[];
}

/** What a service says that it does with messages. */
export interface DeclaredStart {
  readonly consumers: readonly Declared[];
  /** Topics that it writes to. */
  readonly sendsTo: readonly string[];
}

/** Asks both servers. Rejects where one of them does not answer. */
export async function startFactsOf(
  database: Database,
  broker: Broker,
  { consumers: declared, sendsTo }: DeclaredStart,
): Promise<StartFacts> {
  const { schema, isolation } = await basicsOf(database);
  const nothing = { windowDays: 0, clusterId: '', consumers: [], missing: [], gone: [] };
  if (schema < neededSchema) return { schema, isolation, ...nothing };
  const [stored, clusterId] = await Promise.all([storedOf(database), broker.clusterId()]);
  const topics = await topicsOf(broker, [...declared.flatMap((one) => one.topics), ...sendsTo]);
  const consumers: ConsumerFacts[] = [];
  for (const { consumer, topics: names } of declared) {
    const read = names.map(async (topic) => ({
      topic,
      now: topics.get(topic)!,
      partitions: stored.partitions.get(`${consumer} ${topic}`),
      positions: await positionsOf(broker, { consumer, topic, clusterId, now: topics.get(topic)! }, stored.positions),
    }));
    consumers.push({ consumer, topics: await Promise.all(read) });
  }
  const missing = sendsTo.filter((topic) => topics.get(topic) === 'missing');
  const gone = goneOf(stored, declared);
  return { schema, isolation, windowDays: stored.windowDays, clusterId, consumers, missing, gone };
}

/** Notes how many partitions the topics have, for the next start. A repeat is fine. */
export async function noteStart(database: Database, { consumers }: StartFacts): Promise<void> {
  const seen = consumers.flatMap(({ consumer, topics }) =>
    topics.flatMap(({ topic, now }) => (now === 'missing' ? [] : [{ consumer, topic, partitions: now.partitions }])),
  );
  await sql`
    insert into holdfast.consumer_topic (consumer, topic, partitions)
    select * from unnest(${seen.map(({ consumer }) => consumer)}::text[], ${seen.map(({ topic }) => topic)}::text[],
                         ${seen.map(({ partitions }) => partitions)}::int[])
        on conflict (consumer, topic) do update set partitions = excluded.partitions, since = now()
     where consumer_topic.partitions <> excluded.partitions`.execute(database);
}

async function basicsOf(database: Database): Promise<{ schema: number; isolation: string }> {
  const { rows } = await sql<{ isolation: string; is_there: boolean }>`
    select current_setting('default_transaction_isolation') as isolation,
           to_regclass('holdfast.messaging_schema') is not null as is_there`.execute(database);
  const { isolation, is_there: isThere } = rows[0]!;
  if (!isThere) return { schema: 0, isolation };
  const version = await sql<{ version: number }>`select version from holdfast.messaging_schema`.execute(database);
  return { schema: version.rows[0]?.version ?? 0, isolation };
}

interface Stored {
  readonly windowDays: number;
  readonly partitions: ReadonlyMap<string, number>;
  readonly positions: readonly StoredPosition[];
}

interface StoredPosition {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: string;
  readonly cluster_id: string;
  readonly topic_id: string | null;
  readonly holds_keys: boolean;
}

async function storedOf(database: Database): Promise<Stored> {
  const window = await sql<{ keep_days: number }>`select keep_days from holdfast.inbox_window`.execute(database);
  const known = await sql<{ consumer: string; topic: string; partitions: number }>`
    select consumer, topic, partitions from holdfast.consumer_topic`.execute(database);
  const { rows: positions } = await sql<StoredPosition>`
    select consumer, topic, partition, next_offset, cluster_id, topic_id,
           exists (select from holdfast.consumer_parked as k
                    where k.consumer = p.consumer and k.topic = p.topic and k.partition = p.partition) as holds_keys
      from holdfast.consumer_position as p`.execute(database);
  return {
    windowDays: window.rows[0]!.keep_days,
    partitions: new Map(known.rows.map(({ consumer, topic, partitions }) => [`${consumer} ${topic}`, partitions])),
    positions,
  };
}

async function topicsOf(
  broker: Broker,
  names: readonly string[],
): Promise<ReadonlyMap<string, TopicFacts | 'missing'>> {
  const facts = new Map<string, TopicFacts | 'missing'>();
  for (const topic of new Set(names)) facts.set(topic, await factsOf(broker, topic));
  return facts;
}

async function factsOf(broker: Broker, topic: string): Promise<TopicFacts | 'missing'> {
  try {
    return await broker.topic(topic);
  } catch (error) {
    if (error instanceof TopicMissing) return 'missing';
    throw error;
  }
}

interface ReadNow {
  readonly consumer: string;
  readonly topic: string;
  readonly clusterId: string;
  readonly now: TopicFacts | 'missing';
}

async function positionsOf(
  broker: Broker,
  { consumer, topic, clusterId, now }: ReadNow,
  stored: readonly StoredPosition[],
): Promise<KnownPosition[]> {
  const own = stored.filter((one) => one.consumer === consumer && one.topic === topic);
  return Promise.all(
    own.map(
      async ({ partition, next_offset: next, cluster_id: cluster, topic_id: topicId, holds_keys: holdsKeys }) => ({
        partition,
        next: BigInt(next),
        clusterId: cluster,
        topicId: topicId ?? undefined,
        holdsKeys,
        end:
          cluster === clusterId && now !== 'missing' && partition < now.partitions
            ? (await broker.range({ topic, partition })).next
            : undefined,
      }),
    ),
  );
}

function goneOf({ positions }: Stored, declared: readonly Declared[]): GoneConsumer[] {
  const names = new Set(declared.map(({ consumer }) => consumer));
  const gone = Map.groupBy(
    positions.filter(({ consumer }) => !names.has(consumer)),
    ({ consumer }) => consumer,
  );
  return [...gone].map(([consumer, all]) => ({ consumer, topics: [...new Set(all.map(({ topic }) => topic))] }));
}
