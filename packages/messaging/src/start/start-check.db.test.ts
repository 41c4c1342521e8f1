import { provision, raisePartitions, unprovision } from '@holdfast/local-infra';
import { durableServers, eventually, testTopics } from '@holdfast/testkit';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { beforeEach, describe, expect, test, vi, type TestContext } from 'vitest';
import { grew } from '../../test/garden.ts';
import { lead } from '../../test/kafka-topics.ts';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { TopicMissing, type Broker } from '../broker/broker.ts';
import { kafkajsBroker } from '../broker/kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from '../broker/platformatic/platformatic-broker.ts';
import { postgresConsumerStore } from '../consumer/postgres-consumer-store.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { neededSchema } from './start-facts.ts';
import { StartCheck, type StartCheckOptions } from './start-check.ts';

const database = await messagingDatabase();
const { app, owner } = database;
const topic = 'garden.events';
const consumer = 'library.diary';
const dayMs = 24 * 60 * 60 * 1_000;

beforeEach(async () => {
  await emptied(database);
  await sql`update holdfast.inbox_window set keep_days = 30`.execute(owner);
  await sql`update holdfast.messaging_schema set version = ${neededSchema}`.execute(owner);
});

const checkOf = (broker: Broker, options: Partial<StartCheckOptions> = {}) =>
  new StartCheck({ database: app, broker, consumers: [{ consumer, topics: [topic] }], ...options });
const refusedOn = async (broker: Broker, options: Partial<StartCheckOptions> = {}) =>
  (await checkOf(broker, options).once()).map(({ code }) => code);

/** Lets a consumer have been here, in every partition, with the next offset that a partition gives out. */
async function stand(broker: Broker, { name = consumer, clusterId = '' } = {}): Promise<void> {
  const [now, cluster] = await Promise.all([broker.topic(topic), broker.clusterId()]);
  for (let partition = 0; partition < now.partitions; partition += 1) {
    const { next } = await broker.range({ topic, partition });
    const facts = { clusterId: clusterId || cluster, ...(now.id !== undefined && { topicId: now.id }) };
    const claim = { ...facts, token: crypto.randomUUID(), first: next };
    await postgresConsumerStore(app).claim(name, { topic, partition }, claim);
  }
}

const retire = (name: string) => sql`select holdfast.retire_consumer(${name})`.execute(app);

describe.each([
  ['kafkajs', kafkajsBroker],
  ['@platformatic/kafka', platformaticBroker],
])('a start on PostgreSQL and Kafka, asked through %s', (_, adapter) => {
  async function opened(context: TestContext) {
    const topics = await testTopics(context, { topics: [topic] });
    const { namespace, brokers, login } = topics;
    const broker = adapter({ brokers, namespace, clientId: 'library', ...(login && { sasl: login }) });
    context.onTestFinished(() => broker.close());
    await lead(broker, topic);
    return { broker, topics };
  }

  test('is fine the first time and the second, and in a topic with records', async (context) => {
    const { broker } = await opened(context);
    expect(await refusedOn(broker)).toEqual([]);
    await broker.send([grew('oak', 1)], { timeoutMs: 5_000 });
    await stand(broker);
    expect(await refusedOn(broker)).toEqual([]);
  });

  test('is refused where the topic is missing', async (context) => {
    const { broker } = await opened(context);
    const consumers = [{ consumer, topics: ['garden.nothing'] }];
    expect(await refusedOn(broker, { consumers })).toEqual(['topic-missing']);
    expect(await refusedOn(broker, { sendsTo: [topic, 'garden.nothing'] })).toEqual(['topic-missing']);
    expect(await refusedOn(broker, { sendsTo: [topic] })).toEqual([]);
  });

  test('is refused where the topic keeps records for as long as the inbox knows them', async (context) => {
    const { broker } = await opened(context);
    await sql`update holdfast.inbox_window set keep_days = 1`.execute(owner);
    expect(await refusedOn(broker)).toEqual(['window-too-short']);
    await sql`update holdfast.inbox_window set keep_days = 2`.execute(owner);
    expect(await refusedOn(broker)).toEqual([]);
  });

  test('is refused with other partitions, until all is handled or a person accepts it', async (context) => {
    const { broker, topics } = await opened(context);
    expect(await refusedOn(broker)).toEqual([]);
    await stand(broker);
    await broker.send([grew('oak', 1)], { timeoutMs: 5_000 });
    await raisePartitions({ brokers: topics.brokers, admin: topics.login }, { topic: topics.topic(topic), count: 4 });
    await eventually(() => broker.topic(topic), { what: '4 partitions', until: (now) => now.partitions === 4 });
    expect(await refusedOn(broker)).toEqual(['partitions-changed']);
    expect(await refusedOn(broker)).toEqual(['partitions-changed']);
    await sql`select holdfast.accept_partitions(${consumer}, ${topic})`.execute(app);
    expect(await refusedOn(broker)).toEqual([]);
  });

  test('is refused in another cluster, until the consumer begins anew', async (context) => {
    const { broker } = await opened(context);
    await stand(broker, { clusterId: 'another' });
    expect(await refusedOn(broker)).toEqual(['cluster-changed']);
    await retire(consumer);
    expect(await refusedOn(broker)).toEqual([]);
  });

  test('is refused in a topic that was made anew, although its offsets fit, until the consumer begins anew', async (context) => {
    const { broker, topics } = await opened(context);
    await stand(broker);
    await makeAnew(broker, topics);
    await broker.send([grew('oak', 1)], { timeoutMs: 5_000 });
    expect(await refusedOn(broker)).toEqual(['topic-replaced']);
    await retire(consumer);
    expect(await refusedOn(broker)).toEqual([]);
  });
});

async function makeAnew(broker: Broker, { namespace, topic: known }: Awaited<ReturnType<typeof testTopics>>) {
  const servers = await durableServers();
  await unprovision(servers, namespace);
  const isMissing = () => broker.topic(topic).then(isNever, (error: unknown) => error instanceof TopicMissing);
  await eventually(isMissing, { what: 'the topic is gone', until: (gone) => gone, withinMs: 10_000 });
  const topics = [{ name: known(topic), partitions: 3, retentionMs: dayMs }];
  await provision(servers, { databases: [], topics, principals: [] }, namespace);
  await lead(broker, topic);
}

const isNever = () => false;

describe('a start on PostgreSQL', () => {
  test('is refused with tables older than the code, also with none at all', async () => {
    const broker = new MemoryBroker();
    await sql`update holdfast.messaging_schema set version = ${neededSchema - 1}`.execute(owner);
    broker.away = true;
    expect(await refusedOn(broker)).toEqual(['schema-too-old']);
    const empty = await messagingDatabase({ packages: [] });
    expect(await refusedOn(broker, { database: empty.app })).toEqual(['schema-too-old']);
  });

  test('needs the last migration that there is', async () => {
    const fresh = await messagingDatabase();
    const { rows } = await sql<{ version: number }>`select version from holdfast.messaging_schema`.execute(fresh.app);
    expect(rows[0]?.version).toBe(neededSchema);
  });

  test('is refused for a role with another isolation level', async (context) => {
    const options = '-c default_transaction_isolation=serializable';
    const strict = new Kysely<unknown>({
      dialect: new PostgresDialect({ pool: new Pool({ connectionString: database.urls.app, options }) }),
    });
    context.onTestFinished(() => strict.destroy());
    expect(await refusedOn(new MemoryBroker(), { database: strict })).toEqual(['wrong-isolation']);
  });

  test('is refused for a consumer under a new name, until the old one is retired', async () => {
    const broker = new MemoryBroker();
    await stand(broker, { name: 'library.notebook' });
    expect(await refusedOn(broker)).toEqual(['consumer-renamed']);
    await retire('library.notebook');
    expect(await refusedOn(broker)).toEqual([]);
  });

  test('is refused with other partitions while a key is parked, and fine when all is handled', async () => {
    expect(await refusedOn(new MemoryBroker({ partitions: 2 }))).toEqual([]);
    await stand(new MemoryBroker({ partitions: 2 }));
    await sql`insert into holdfast.consumer_parked
                (consumer, topic, partition, record_offset, key, message_id, headers, payload, record_at)
              values (${consumer}, ${topic}, 1, 0, 'oak', ${crypto.randomUUID()}, '{}', '', now())`.execute(owner);
    const grown = new MemoryBroker({ partitions: 3 });
    expect(await refusedOn(grown)).toEqual(['partitions-changed']);
    await sql`delete from holdfast.consumer_parked`.execute(owner);
    expect(await refusedOn(grown)).toEqual([]);
    const { rows } = await sql`select partitions from holdfast.consumer_topic`.execute(owner);
    expect(rows).toEqual([{ partitions: 3 }]);
  });

  test('says what it cannot find out, and goes on', async () => {
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn() };
    expect(await refusedOn(new MemoryBroker(), { log })).toEqual([]);
    expect(log.warn).toHaveBeenCalledExactlyOnceWith({}, expect.stringContaining('DESCRIBE_CONFIGS'));
  });
});

describe('a start while the broker is away', () => {
  test('is open until it answers', async () => {
    const broker = new MemoryBroker();
    broker.away = true;
    const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn() };
    const decided = checkOf(broker, { log }).untilDecided();
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalled());
    broker.away = false;
    expect(await decided).toEqual([]);
  });

  test('is over when the service ends, also with an answer on its way', async () => {
    const broker = new MemoryBroker();
    const check = checkOf(broker);
    const decided = check.untilDecided();
    check.stop();
    expect(await decided).toBe('stopped');
  });
});
