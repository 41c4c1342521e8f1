import { type Admin, ListOffsetTimestamps } from '@platformatic/kafka';
import type { Place } from '../broker.ts';
import { kafkaNameIn } from '../refused-for-good.ts';

/** The first offset that a partition has, and the one that its next record gets. */
export async function rangeOf(admin: Admin, place: Place): Promise<{ first: bigint; next: bigint }> {
  // The leader may have moved, and this is asked now and then only.
  await admin.metadata({ topics: [place.topic], autocreateTopics: false, forceUpdate: true });
  const [first, next] = await Promise.all([
    offsetOf(admin, place, ListOffsetTimestamps.EARLIEST),
    offsetOf(admin, place, ListOffsetTimestamps.LATEST),
  ]);
  return { first, next };
}

async function offsetOf(admin: Admin, { topic, partition }: Place, timestamp: bigint): Promise<bigint> {
  const topics = [{ name: topic, partitions: [{ partitionIndex: partition, timestamp }] }];
  const [listed] = await admin.listOffsets({ topics });
  const found = listed?.partitions.find((one) => one.partitionIndex === partition);
  if (!found) throw new Error(`Kafka has no partition ${partition} of ${topic}.`);
  return found.offset;
}

export async function forgetGroup(admin: Admin, group: string): Promise<'forgotten' | 'unknown'> {
  try {
    await admin.deleteGroups({ groups: [group] });
    return 'forgotten';
  } catch (error) {
    const name = kafkaNameIn(error);
    if (name === 'GROUP_ID_NOT_FOUND') return 'unknown';
    if (name === 'NON_EMPTY_GROUP') throw new Error(`the group ${group} is not empty`, { cause: error });
    throw error;
  }
}

/** How many partitions these topics have, all together. */
export async function partitionsOf(admin: Admin, topics: string[]): Promise<number> {
  const metadata = await admin.metadata({ topics, autocreateTopics: false, forceUpdate: true });
  return topics.reduce((sum, topic) => sum + metadata.topics.get(topic)!.partitionsCount, 0);
}
