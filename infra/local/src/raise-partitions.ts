import type { KafkaServer } from './infrastructure.ts';
import { withKafkaAdmin } from './kafka-admin.ts';

/**
 * Gives a topic more partitions. Keys move from one to another with that. So whatever is in the topic must have been handled
 * by everybody who reads it, and whoever sends to it is stopped before and started afterwards: a producer that goes on would
 * use the old partitions for some seconds more, and a key would lie in two of them at once.
 */
export async function raisePartitions(
  { brokers, admin }: Pick<KafkaServer, 'brokers' | 'admin'>,
  { topic, count }: { readonly topic: string; readonly count: number },
): Promise<void> {
  await withKafkaAdmin({ brokers, admin }, (kafka) => kafka.createPartitions({ topicPartitions: [{ topic, count }] }));
}
