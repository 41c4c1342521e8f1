import type { KafkaServer } from '@holdfast/local-infra';
import type { KafkaOptions } from '@holdfast/messaging';
import kafkajs, { type Kafka } from 'kafkajs';

/** A broker with the topic of one group of measurements, for our own adapters and for the clients as they are. */
export interface BenchKafka {
  readonly options: KafkaOptions;
  /** `garden.events` as the broker knows it. */
  readonly topic: string;
  readonly required: readonly { name: string; partitions: number; retentionMs: number }[];
}

export function accessToKafka({ brokers, admin }: KafkaServer, namespace: string): BenchKafka {
  const topic = `${namespace}.garden.events`;
  return {
    options: { brokers, clientId: 'garden', namespace, ...(admin && { sasl: admin }) },
    topic,
    required: [{ name: topic, partitions: 3, retentionMs: dayMs }],
  };
}

const dayMs = 24 * 60 * 60 * 1_000;

/** kafkajs as it is. */
export function plainKafkajs({ options: { brokers, clientId, sasl } }: BenchKafka): Kafka {
  return new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    ...(sasl && { sasl: { mechanism: 'plain' as const, username: sasl.username, password: sasl.password } }),
  });
}

/** What every client of @platformatic/kafka is told, to reach the same broker. */
export function plainPlatformatic({ options: { brokers, clientId, sasl } }: BenchKafka) {
  const { username, password } = sasl ?? {};
  return {
    clientId,
    bootstrapBrokers: [...brokers],
    ...(username !== undefined &&
      password !== undefined && { sasl: { mechanism: 'PLAIN' as const, username, password } }),
  };
}

/** Sending and reading are not measured without a broker, and are not passed over in silence either. */
export function kafkaOf({ kafka }: { readonly kafka: BenchKafka | undefined }): BenchKafka {
  if (kafka === undefined) throw new Error('there is no Kafka here (./holdfast doctor says why)');
  return kafka;
}
