import { randomUUID } from 'node:crypto';
import { topicOf } from '@holdfast/contract-kit';
import { kafkajsBroker, platformaticBroker, type Broker, type Consumer } from '@holdfast/messaging';
import { Consumer as PlatformaticConsumer, MessagesStreamModes } from '@platformatic/kafka';
import type { BenchDatabase } from './bench-database.ts';
import { kafkaOf, plainKafkajs, plainPlatformatic, type BenchKafka } from './bench-kafka.ts';
import { consumerInMemory, consumerOf } from './consumers.ts';
import { recordsOf } from './feed.ts';
import { piecesOf } from './raw-records.ts';
import { scaled, type Rate, type Sizes, type Subject } from './subject.ts';
import { TreeGrew } from './tree-grew.ts';

/**
 * A topic from its beginning to its end, from Kafka: by clients and by our adapters that do nothing with it, and by whole
 * consumers. It counts from the first records on, so that joining a group is not in it.
 */
export function reading(database: BenchDatabase, sizes: Sizes): Subject[] {
  const count = scaled(100_000, sizes, 500);
  const kafka = kafkaOf(database);
  let filled: Promise<void> | undefined;
  const subject = (name: string, read: (counter: Counter) => Promise<Stop>): Subject => ({
    name,
    run: async () => {
      await (filled ??= fillTopic(kafka, count));
      return counted(count, read);
    },
  });
  return [
    subject('kafkajs, empty eachBatch', (counter) => kafkajsReads(kafka, counter)),
    subject('platformatic, empty stream', (counter) => platformaticReads(kafka, counter)),
    subject('our port over kafkajs', (counter) => portReads(kafkajsBroker(kafka.options), counter)),
    subject('our port over platformatic', (counter) => portReads(platformaticBroker(kafka.options), counter)),
    subject('consumer in memory over kafkajs', (counter) =>
      consumes(kafkajsBroker(kafka.options), (broker) => consumerInMemory(broker, counter)),
    ),
    subject('consumer with @OnBatch over kafkajs', (counter) =>
      consumes(kafkajsBroker(kafka.options), (broker) => consumerOf(database, broker, counter)),
    ),
  ];
}

/** Is told how many records have come. */
export type Counter = (records: number) => void;
type Stop = () => Promise<void>;

async function counted(count: number, read: (counter: Counter) => Promise<Stop>): Promise<Rate> {
  const { promise: all, resolve } = Promise.withResolvers<void>();
  let [seen, first, from] = [0, 0, 0];
  const stop = await read((records) => {
    if (seen === 0) [first, from] = [records, performance.now()];
    seen += records;
    if (seen >= count) resolve();
  });
  try {
    await all;
    return { perSecond: (1_000 * Math.max(1, seen - first)) / (performance.now() - from) };
  } finally {
    await stop();
  }
}

async function fillTopic({ options }: BenchKafka, count: number): Promise<void> {
  const broker = kafkajsBroker(options);
  const records = recordsOf(count).map(({ key, headers, value }) => ({
    topic: topicOf(TreeGrew),
    key,
    headers,
    value: value!,
  }));
  for (const piece of piecesOf(records, 1_000)) await broker.send(piece, { timeoutMs: 5_000 });
  await broker.close();
}

async function kafkajsReads(kafka: BenchKafka, counter: Counter): Promise<Stop> {
  const groupId = `${kafka.topic}.${randomUUID()}`;
  const consumer = plainKafkajs(kafka).consumer({ groupId, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topic: kafka.topic, fromBeginning: true });
  await consumer.run({ eachBatch: async ({ batch }) => counter(batch.messages.length) });
  return () => consumer.disconnect();
}

async function platformaticReads(kafka: BenchKafka, counter: Counter): Promise<Stop> {
  const consumer = new PlatformaticConsumer({
    ...plainPlatformatic(kafka),
    groupId: `${kafka.topic}.${randomUUID()}`,
    maxWaitTime: 250,
  });
  const stream = await consumer.consume({
    topics: [kafka.topic],
    mode: MessagesStreamModes.EARLIEST,
    autocommit: true,
  });
  stream.on('data', () => counter(1));
  return () => consumer.close(true);
}

/** Membership, places and batches, with a reader that only counts. */
async function portReads(broker: Broker, counter: Counter): Promise<Stop> {
  const membership = broker.join(
    { name: `bench.${randomUUID()}`, topics: [topicOf(TreeGrew)] },
    {
      assigned: (places) => {
        for (const place of places) membership.readFrom(place, 0n);
      },
      batch: async (batch) => {
        counter(batch.records.length);
        void batch.acknowledge(batch.to);
        return 'handled';
      },
      heard: () => undefined,
      dead: () => undefined,
    },
  );
  return async () => {
    await membership.leave();
    await broker.close();
  };
}

async function consumes(broker: Broker, make: (broker: Broker) => Consumer | Promise<Consumer>): Promise<Stop> {
  const consumer = await make(broker);
  consumer.start();
  return async () => {
    await consumer.stop();
    await broker.close();
  };
}
