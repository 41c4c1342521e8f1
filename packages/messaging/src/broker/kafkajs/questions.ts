import type { Admin, KafkaJSDeleteGroupsError } from 'kafkajs';
import type { Place } from '../broker.ts';
import type { KafkaOptions } from '../kafka-options.ts';
import { kafkaClient, once } from './client.ts';

export async function connectedAdmin(options: KafkaOptions): Promise<Admin> {
  const admin = kafkaClient(options, once).admin({ retry: once });
  await admin.connect();
  return admin;
}

export async function clusterOf(admin: Admin): Promise<string> {
  return (await admin.describeCluster()).clusterId;
}

/** The first offset that a partition has, and the one that its next record gets. */
export async function rangeOf(admin: Admin, { topic, partition }: Place): Promise<{ first: bigint; next: bigint }> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const found = offsets.find((one) => one.partition === partition);
  if (!found) throw new Error(`Kafka has no partition ${partition} of ${topic}.`);
  return { first: BigInt(found.low), next: BigInt(found.high) };
}

export async function forgetGroup(admin: Admin, group: string): Promise<'forgotten' | 'unknown'> {
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
