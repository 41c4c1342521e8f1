import { randomUUID } from 'node:crypto';
import { backoffMs, messageOfError } from '@holdfast/work';
import {
  Kafka,
  logLevel,
  Partitioners,
  type Admin,
  type Batch as KafkaBatch,
  type Consumer,
  type ConsumerGroupJoinEvent,
  type ConsumerStartBatchProcessEvent,
  type EachBatchPayload,
  type KafkaJSDeleteGroupsError,
  type KafkaMessage,
  type Producer,
  type RetryOptions,
  type SASLOptions,
  type TopicMessages,
} from 'kafkajs';
import { silentLog, type Log } from '../log.ts';
import {
  keyOf,
  TopicMissing,
  type Broker,
  type IncomingRecord,
  type Membership,
  type OutgoingRecord,
  type Place,
  type Reader,
  type TopicFacts,
} from './broker.ts';
import { namesIn, type Names } from './kafka-names.ts';
import { defaultMaxBytesPerPartition, heartbeatMs, waits, type KafkaOptions } from './kafka-options.ts';
import { readByGroup } from './read-by-group.ts';
import { Replaceable } from './replaceable.ts';
import { sendingError } from './sending-error.ts';
import { watchOver } from './silence.ts';
import { pause, within } from './within.ts';

/** Kafka through kafkajs. Nothing is connected before it is used. This is the only file that knows kafkajs. */
export function kafkajsBroker(options: KafkaOptions): Broker {
  const names = namesIn(options.namespace ?? '');
  const producing = new Replaceable(() => connectedProducer(options), disconnect);
  const asking = new Replaceable(() => connectedAdmin(options), disconnect);
  const broker: Broker = {
    send: async (records, { timeoutMs }) => {
      try {
        await producing.use(timeoutMs, 'sending to Kafka', async (producer) => {
          // One request per broker, with all of a partition's records in it: nothing of a partition can pass the rest.
          await producer.sendBatch({ acks: -1, timeout: timeoutMs, topicMessages: byTopic(records, names) });
        });
      } catch (error) {
        const topics = records.map(({ topic }) => topic);
        throw await sendingError(error, topics, broker);
      }
    },
    join: (group, reader) => new KafkaMembership({ options, names, asking, group, reader }),
    range: ({ topic, partition }) =>
      asking.use(waits.askMs, 'asking Kafka for offsets', async (admin) => {
        const offsets = await admin.fetchTopicOffsets(names.out(topic));
        const found = offsets.find((one) => one.partition === partition);
        if (!found) throw new Error(`Kafka has no partition ${partition} of ${names.out(topic)}.`);
        return { first: BigInt(found.low), next: BigInt(found.high) };
      }),
    topic: (name) =>
      asking.use(waits.askMs, 'asking Kafka about a topic', (admin) =>
        factsOfTopic(admin, { name, known: names.out(name) }),
      ),
    read: (place, range) =>
      readByGroup(broker, {
        group: `${options.clientId}.read-${randomUUID()}`,
        place,
        range,
        most: 500,
        withinMs: waits.readMs,
      }),
    forget: (group) => asking.use(waits.askMs, 'forgetting a group', (admin) => forgetGroup(admin, names.out(group))),
    clusterId: () => asking.use(waits.askMs, 'asking Kafka who it is', clusterOf),
    close: async () => void (await Promise.all([producing.throwAway(), asking.throwAway()])),
  };
  return broker;
}

interface Joining {
  readonly options: KafkaOptions;
  readonly names: Names;
  readonly asking: Replaceable<Admin>;
  readonly group: { readonly name: string; readonly topics: readonly string[] };
  readonly reader: Reader;
}

/**
 * Membership in one group. In some failures a kafkajs consumer ends for good and says so only in an event; then a new one
 * is made. kafkajs never restarts one itself, so that there is one way and not two.
 */
class KafkaMembership implements Membership {
  readonly #in: Joining;
  readonly #log: Log;
  readonly #left = Promise.withResolvers<void>();
  readonly #running: Promise<void>;
  #consumer: Consumer | undefined;
  #hasLeft = false;
  #member = false;
  #trouble: string | undefined;
  /** The places that were dealt to us and are being read; replaced when the group deals anew. */
  #cursors = new Map<string, Cursor>();

  constructor(joining: Joining) {
    this.#in = joining;
    this.#log = joining.options.log ?? silentLog;
    this.#running = this.#run();
  }

  get isMember(): boolean {
    return this.#member;
  }

  get trouble(): string | undefined {
    return this.#member ? undefined : this.#trouble;
  }

  readFrom(place: Place, offset: bigint): void {
    const topic = this.#in.names.out(place.topic);
    this.#cursors.set(keyOf(place), { at: offset, emptyUpTo: offset });
    this.#tell((consumer) => consumer.seek({ topic, partition: place.partition, offset: String(offset) }));
    this.#tell((consumer) => consumer.resume([{ topic, partitions: [place.partition] }]));
  }

  hold(place: Place): void {
    this.#cursors.delete(keyOf(place));
    this.#tell((consumer) =>
      consumer.pause([{ topic: this.#in.names.out(place.topic), partitions: [place.partition] }]),
    );
  }

  async leave(): Promise<void> {
    this.#hasLeft = true;
    this.#left.resolve();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#hasLeft;) {
      const { reason, joined } = await this.#session();
      this.#in.reader.assigned([]);
      if (this.#hasLeft) return;
      failures = joined ? 1 : failures + 1;
      this.#trouble = messageOfError(reason);
      this.#log.warn(
        { err: reason, consumer: this.#in.group.name, failures },
        'no member of the group; a new consumer is made',
      );
      await pause(backoffMs(failures, { firstMs: 200, longestMs: 5_000 }), this.#left.promise);
    }
  }

  /** One kafkajs consumer, from its making to its end. */
  async #session(): Promise<{ reason: unknown; joined: boolean }> {
    const ended = Promise.withResolvers<unknown>();
    const end = (reason: unknown) => ended.resolve(reason);
    void this.#left.promise.then(end);
    const { asking, group, options, reader } = this.#in;
    const ask = () => asking.use(waits.askMs, 'asking Kafka whether it is there', clusterOf);
    const watch = watchOver({ group: group.name, options, reader, ask });
    const consumer = this.#newConsumer({
      crashed: end,
      heard: () => watch.heard(),
    });
    const begun = this.#begin(consumer);
    begun.catch(end);
    const reason = await ended.promise;
    const joined = this.#member;
    watch.stop();
    await this.#abandon(consumer, begun);
    return { reason, joined };
  }

  async #begin(consumer: Consumer): Promise<void> {
    const { asking, names, group } = this.#in;
    // kafkajs tries for minutes without listening to us, so it is let loose only where a broker answers.
    await asking.use(waits.askMs, 'looking for Kafka', clusterOf);
    if (this.#hasLeft) return;
    this.#consumer = consumer;
    await consumer.connect();
    // Offsets come from the rows. This is for a row that points outside the log: from the earliest record on, the reader
    // is given a batch that does not begin where it asked, and notices; at the end of the log it would be given nothing.
    await consumer.subscribe({ topics: group.topics.map(names.out), fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 4,
      eachBatch: async (payload) => {
        if (this.#consumer === consumer) await this.#batch(payload);
      },
    });
  }

  #newConsumer({ crashed, heard }: { crashed: (error: Error) => void; heard: () => void }): Consumer {
    const { options, names, group, reader } = this.#in;
    const sessionTimeout = options.sessionTimeoutMs ?? waits.sessionMs;
    const consumer = kafkaClient(options, patient).consumer({
      groupId: names.out(group.name),
      // Given again here: a consumer has a default of its own, which would win over the client's.
      retry: { ...patient, restartOnFailure: async () => false },
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: waits.fetchMs,
      maxBytesPerPartition: options.maxBytesPerPartition ?? defaultMaxBytesPerPartition,
      sessionTimeout,
      rebalanceTimeout: sessionTimeout,
      heartbeatInterval: heartbeatMs(options),
      metadataMaxAge: 5_000,
    });
    const listen = <E extends { payload: unknown }>(listener: (payload: E['payload']) => void) => {
      return ({ payload }: E) => {
        // One that was abandoned may come to life again.
        if (this.#consumer === consumer) listener(payload);
      };
    };
    consumer.on(consumer.events.CRASH, ({ payload }) => crashed(payload.error));
    consumer.on(
      consumer.events.HEARTBEAT,
      listen(() => {
        heard();
        reader.heard();
      }),
    );
    consumer.on(
      consumer.events.GROUP_JOIN,
      listen<ConsumerGroupJoinEvent>(({ memberAssignment }) => {
        heard();
        this.#dealt(memberAssignment);
      }),
    );
    consumer.on(
      consumer.events.START_BATCH_PROCESS,
      listen<ConsumerStartBatchProcessEvent>((batch) => {
        if (batch.batchSize === 0) this.#showedNothing(batch);
      }),
    );
    return consumer;
  }

  async #abandon(consumer: Consumer, begun: Promise<void>): Promise<void> {
    this.#consumer = undefined;
    this.#member = false;
    // One that is still beginning does not listen when it is told to stop, and would join the group afterwards.
    const left = begun.catch(() => {}).then(() => consumer.disconnect());
    try {
      await within(waits.leaveMs, 'leaving the group', left);
    } catch (error) {
      this.#log.debug(
        { err: error, consumer: this.#in.group.name },
        'the group was not left; it will miss this member',
      );
    }
    this.#cursors.clear();
  }

  #dealt(assignment: Record<string, number[]>): void {
    this.#member = true;
    this.#cursors = new Map();
    // Before kafkajs fetches anything: it would fetch from the offset that the broker remembers, and we would drop that.
    const parts = Object.entries(assignment).map(([topic, partitions]) => ({ topic, partitions }));
    this.#tell((consumer) => consumer.pause(parts));
    const { names, reader } = this.#in;
    reader.assigned(
      parts.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic: names.in(topic), partition }))),
    );
  }

  async #batch({
    batch,
    isStale,
    isRunning,
    resolveOffset,
    heartbeat,
    commitOffsetsIfNecessary,
  }: EachBatchPayload): Promise<void> {
    const place = { topic: this.#in.names.in(batch.topic), partition: batch.partition };
    const cursor = this.#cursors.get(keyOf(place));
    // Nobody has asked for this place, or it was fetched before somebody asked to read it from elsewhere.
    if (!cursor || isStale()) return;
    const isOurs = () => this.#cursors.get(keyOf(place)) === cursor;
    const beating = new Beating(heartbeat, heartbeatMs(this.#in.options) / 2);
    const to = BigInt(batch.lastOffset()) + 1n;
    const outcome = await this.#in.reader.batch({
      ...place,
      from: beginningOf(batch, cursor),
      to,
      records: batch.messages.map(recordOf),
      isStale: () => this.#hasLeft || !isRunning() || beating.hasFailed || !isOurs(),
      acknowledge: async (next) => {
        const partitions = [{ partition: batch.partition, offset: String(next) }];
        await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions }] }).catch((error: unknown) => {
          this.#log.debug({ err: error, ...place }, 'the broker was not told how far we are');
        });
      },
    });
    if (outcome === 'handled' && isOurs()) {
      this.#cursors.set(keyOf(place), { at: to, emptyUpTo: to });
      resolveOffset(batch.lastOffset());
    }
    // kafkajs sends one more heartbeat now; if the group deals anew it learns that from it, and joins again.
    beating.stop();
  }

  /** A batch held nothing but markers of transactions, or compacted offsets: kafkajs passes over it without showing it. */
  #showedNothing({ topic, partition, lastOffset }: { topic: string; partition: number; lastOffset: string }): void {
    const key = keyOf({ topic: this.#in.names.in(topic), partition });
    const cursor = this.#cursors.get(key);
    if (cursor) this.#cursors.set(key, { ...cursor, emptyUpTo: BigInt(lastOffset) + 1n });
  }

  /** kafkajs throws when it is told something while it ends; the next deal brings everything up to date. */
  #tell(something: (consumer: Consumer) => void): void {
    try {
      if (this.#consumer) something(this.#consumer);
    } catch (error) {
      this.#log.debug({ err: error, consumer: this.#in.group.name }, 'the consumer is ending');
    }
  }
}

/** Where a place is read from next, and up to where the broker has shown that nothing is left to read. */
interface Cursor {
  readonly at: bigint;
  readonly emptyUpTo: bigint;
}

/** Heartbeats beside a batch, however long it takes. */
class Beating {
  readonly #timer: NodeJS.Timeout;
  /** The group deals anew, or does not know us any more: the batch is to end early. */
  hasFailed = false;

  constructor(heartbeat: () => Promise<void>, everyMs: number) {
    this.#timer = setInterval(() => {
      heartbeat().catch(() => {
        this.hasFailed = true;
      });
    }, everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

async function connectedProducer(options: KafkaOptions): Promise<Producer> {
  const producer = kafkaClient(options, once).producer({
    // kafkajs refuses to be idempotent without retries, and its retries could pass a later send. Repeats are harmless.
    idempotent: false,
    retry: once,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    metadataMaxAge: 5_000,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return producer;
}

async function connectedAdmin(options: KafkaOptions): Promise<Admin> {
  const admin = kafkaClient(options, once).admin({ retry: once });
  await admin.connect();
  return admin;
}

/** kafkajs knows no ids of topics. */
async function factsOfTopic(admin: Admin, { name, known }: { name: string; known: string }): Promise<TopicFacts> {
  if (!(await admin.listTopics()).includes(known)) throw new TopicMissing(name);
  const { topics } = await admin.fetchTopicMetadata({ topics: [known] });
  return { partitions: topics.find((topic) => topic.name === known)?.partitions.length ?? 0 };
}

async function forgetGroup(admin: Admin, group: string): Promise<'forgotten' | 'unknown'> {
  try {
    await admin.deleteGroups([group]);
    return 'forgotten';
  } catch (error) {
    // Node sees the class of this error only as a type.
    const [refused] = (error as Partial<KafkaJSDeleteGroupsError>).groups ?? [];
    const reason: { readonly type?: string } | undefined = refused?.error;
    if (reason?.type === 'GROUP_ID_NOT_FOUND') return 'unknown';
    throw reason ?? error;
  }
}

function kafkaClient(
  { brokers, clientId, sasl, tls = false, log = silentLog }: KafkaOptions,
  retry: RetryOptions,
): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    ssl: tls,
    ...(sasl && { sasl: { mechanism: 'plain', ...sasl } as SASLOptions }),
    connectionTimeout: 1_000,
    authenticationTimeout: 3_000,
    requestTimeout: 3_000,
    retry,
    logLevel: logLevel.INFO,
    // What matters of it is said by this file; the rest repeats several times a second while a broker is away.
    logCreator: () => (entry) => log.debug({ kafkajs: entry.namespace, level: entry.label }, entry.log.message),
  });
}

const once: RetryOptions = { retries: 0 };
const patient: RetryOptions = { initialRetryTime: 100, maxRetryTime: 300, retries: 1_000 };

function disconnect(client: Producer | Admin): Promise<void> {
  return client.disconnect();
}

function byTopic(records: readonly OutgoingRecord[], names: Names): TopicMessages[] {
  const messages = Map.groupBy(records, ({ topic }) => topic);
  return [...messages].map(([topic, ofTopic]) => ({
    topic: names.out(topic),
    messages: ofTopic.map(({ key, headers, value }) => ({ key, headers: { ...headers }, value: Buffer.from(value) })),
  }));
}

function beginningOf(batch: KafkaBatch, { at, emptyUpTo }: Cursor): bigint {
  // In every batch, and missing from kafkajs's types.
  const { fetchedOffset } = batch as KafkaBatch & { readonly fetchedOffset: string };
  const asked = BigInt(fetchedOffset);
  return asked === emptyUpTo ? at : asked;
}

function recordOf({ offset, key, timestamp, headers = {}, value }: KafkaMessage): IncomingRecord {
  const texts = Object.entries(headers).map(([name, text]) => [name, String(Array.isArray(text) ? text[0] : text)]);
  const stored = { offset: BigInt(offset), timestamp: new Date(Number(timestamp)), value };
  return { ...stored, key: key?.toString() ?? '', headers: Object.fromEntries(texts) };
}

async function clusterOf(admin: Admin): Promise<string> {
  return (await admin.describeCluster()).clusterId;
}
