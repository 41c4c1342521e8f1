import { Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import type { OutgoingRecord } from '../broker.ts';
import type { Names } from '../kafka-names.ts';
import type { KafkaOptions } from '../kafka-options.ts';
import { kafkaClient, once } from './client.ts';

export async function connectedProducer(options: KafkaOptions): Promise<Producer> {
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

/** One Produce request for each leader, with all of a partition's records in it: nothing of a partition can pass the rest. */
export async function sendAll(
  producer: Producer,
  records: readonly OutgoingRecord[],
  { names, timeoutMs }: { readonly names: Names; readonly timeoutMs: number },
): Promise<void> {
  await producer.sendBatch({ acks: -1, timeout: timeoutMs, topicMessages: byTopic(records, names) });
}

function byTopic(records: readonly OutgoingRecord[], names: Names): TopicMessages[] {
  const messages = Map.groupBy(records, ({ topic }) => topic);
  return [...messages].map(([topic, ofTopic]) => ({
    topic: names.out(topic),
    messages: ofTopic.map(({ key, headers, value }) => ({ key, headers: { ...headers }, value: Buffer.from(value) })),
  }));
}
