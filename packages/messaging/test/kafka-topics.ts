import { provision, type KafkaServer, type Servers } from '@holdfast/local-infra';
import { vi } from 'vitest';
import type { Broker } from '../src/broker/broker.ts';
import type { KafkaOptions } from '../src/broker/kafkajs-broker.ts';

/** Makes topics of three partitions; `names` without the namespace. */
export async function makeTopics(servers: Servers, namespace: string, names: readonly string[]): Promise<void> {
  const topics = names.map((name) => ({ name: `${namespace}.${name}`, partitions: 3, retentionMs: 3_600_000 }));
  await provision(servers, { databases: [], principals: [], topics }, namespace);
}

/** Options for a login that may do everything. */
export function asAdmin(kafka: KafkaServer, namespace: string): KafkaOptions {
  return { brokers: kafka.brokers, clientId: 'test', namespace, ...(kafka.admin && { sasl: kafka.admin }) };
}

/** Resolves when every partition of a new topic answers: its leader is chosen some time before it knows of it. */
export async function lead(broker: Broker, topic: string): Promise<void> {
  for (const partition of [0, 1, 2]) await vi.waitFor(() => broker.range({ topic, partition }), 10_000);
}
