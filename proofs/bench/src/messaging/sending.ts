import { kafkajsBroker, platformaticBroker, type Broker, type OutgoingRecord } from '@holdfast/messaging';
import { compatibilityPartitioner, ProduceAcks, Producer } from '@platformatic/kafka';
import kafkajs from 'kafkajs';
import type { BenchDatabase } from './bench-database.ts';
import { kafkaOf, plainKafkajs, plainPlatformatic, type BenchKafka } from './bench-kafka.ts';
import { relayed, type OutboxName } from './draining.ts';
import { piecesOf, rawRecords } from './raw-records.ts';
import { scaled, type Rate, type Sizes, type Subject } from './subject.ts';
import { leaseAndDeleteEach } from './their-relays.ts';

/** A backlog into Kafka: by relays of ours, by the clients without any database, and by a send for each message. */
export function sending(database: BenchDatabase, sizes: Sizes): Subject[] {
  const count = scaled(30_000, sizes);
  const kafka = kafkaOf(database);
  const raw = (name: string, send: Sending): Subject => ({ name, run: () => rawSends(count, send(kafka)) });
  const ours = (outbox: OutboxName, client: keyof typeof brokers): Subject => ({
    name: `${outbox}, ${client}`,
    run: async () => {
      const broker = brokers[client](kafka.options);
      try {
        // The first send connects.
        await broker.send(rawRecords(1), { timeoutMs: 5_000 });
        return await relayed(database, { outbox, broker, count });
      } finally {
        await broker.close();
      }
    },
  });
  return [
    raw('kafkajs alone', kafkajsSends),
    raw('platformatic alone', platformaticSends),
    ours('outbox', 'kafkajs'),
    ours('tick outbox', 'kafkajs'),
    ours('outbox', 'platformatic'),
    ours('tick outbox', 'platformatic'),
    { name: 'emit and delete each, modelled', run: () => emitEach(database, kafka, scaled(1_500, sizes)) },
  ];
}

const brokers = { kafkajs: kafkajsBroker, platformatic: platformaticBroker } satisfies Record<
  string,
  (options: BenchKafka['options']) => Broker
>;

/** A client as it is: connects, sends batches, and ends. */
interface Client {
  connect(): Promise<void>;
  send(records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}
type Sending = (kafka: BenchKafka) => Client;

/** A thousand records at a time, the next when the last ones are acknowledged by all replicas: what a relay does with it. */
async function rawSends(count: number, client: Client): Promise<Rate> {
  const pieces = piecesOf(rawRecords(count), 1_000);
  await client.connect();
  try {
    await client.send(rawRecords(1));
    const startedAt = performance.now();
    for (const piece of pieces) await client.send(piece);
    return { perSecond: (1_000 * count) / (performance.now() - startedAt) };
  } finally {
    await client.close();
  }
}

function kafkajsSends(kafka: BenchKafka): Client {
  const producer = plainKafkajs(kafka).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  const topic = kafka.topic;
  return {
    connect: () => producer.connect(),
    async send(records) {
      const messages = records.map(({ key, headers, value }) => ({
        key,
        headers: { ...headers },
        value: value as Buffer,
      }));
      await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] });
    },
    close: () => producer.disconnect(),
  };
}

function platformaticSends(kafka: BenchKafka): Client {
  const text = (from?: string) => (from === undefined ? undefined : Buffer.from(from));
  const bytes = (from?: Buffer) => from;
  const producer = new Producer<string, Buffer, string, string>({
    ...plainPlatformatic(kafka),
    serializers: { key: text, value: bytes, headerKey: text, headerValue: text },
  });
  const topic = kafka.topic;
  return {
    connect: async () => undefined,
    async send(records) {
      const messages = records.map(({ key, headers, value }) => ({ topic, key, headers, value: value as Buffer }));
      await producer.send({ acks: ProduceAcks.ALL, partitioner: compatibilityPartitioner, messages });
    },
    close: () => producer.close(),
  };
}

/** What `ClientKafka.emit` comes to: a send of its own for each message, ten at a time, and a delete when it is acknowledged. */
async function emitEach(database: BenchDatabase, kafka: BenchKafka, count: number): Promise<Rate> {
  const client = kafkajsSends(kafka);
  await client.connect();
  try {
    await client.send(rawRecords(1));
    return await leaseAndDeleteEach(database, { count, emit: (record) => client.send([record]) });
  } finally {
    await client.close();
  }
}
