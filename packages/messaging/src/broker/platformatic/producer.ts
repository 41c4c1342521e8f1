import { compatibilityPartitioner, ProduceAcks, Producer } from '@platformatic/kafka';
import type { OutgoingRecord } from '../broker.ts';
import type { KafkaOptions } from '../kafka-options.ts';
import type { Names } from '../kafka-names.ts';
import { clientOptions } from './client-options.ts';

type TextKeyed = Producer<string, Buffer, string, string>;

export function newProducer(options: KafkaOptions): TextKeyed {
  const text = (from?: string) => (from === undefined ? undefined : Buffer.from(from));
  return new Producer<string, Buffer, string, string>({
    ...clientOptions(options),
    serializers: { key: text, value: (bytes?: Buffer) => bytes, headerKey: text, headerValue: text },
    // Repeats are harmless and are ours to make; see the relay.
    idempotent: false,
    metadataMaxAge: 5_000,
    maxInflights: 1,
  });
}

/**
 * One Produce request for each leader, with all of a partition's records in one batch of it: nothing of a partition can
 * pass the rest. A request that fails for stale metadata is not sent anew behind our back, since it could pass what we
 * send next.
 */
export async function sendAll(producer: TextKeyed, records: readonly OutgoingRecord[], names: Names): Promise<void> {
  await producer.send({
    // Said with each send: the producer's own option is not looked at, and without it one replica would do.
    acks: ProduceAcks.ALL,
    repeatOnStaleMetadata: false,
    autocreateTopics: false,
    // Its default counts otherwise than Kafka's clients do: a key would change its partition with the client.
    partitioner: compatibilityPartitioner,
    messages: records.map(({ topic, key, headers, value }) => ({
      topic: names.out(topic),
      key,
      headers,
      value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    })),
  });
}
