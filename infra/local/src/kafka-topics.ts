import type { Requirements } from '@holdfast/system-model';
import type { Admin } from 'kafkajs';
import { waitUntil } from './wait-until.ts';

type TopicRequirement = Requirements['topics'][number];

/** Makes the topics that are missing and waits until every partition of all of them has a leader. What a topic that is there keeps, and for how long, is left as it is. */
export async function makeTopics(admin: Admin, required: readonly TopicRequirement[]): Promise<void> {
  if (required.length === 0) return;
  const present = new Set(await admin.listTopics());
  const missing = required.filter(({ name }) => !present.has(name));
  // "Already there" is no error to kafkajs: another provision was faster.
  if (missing.length > 0) await admin.createTopics({ waitForLeaders: false, topics: missing.map(toKafka) });
  await waitForLeaders(admin, required);
}

/** A topic is there with another number of partitions. Its keys would move to other partitions, so it is not changed in passing. */
export class PartitionsDiffer extends Error {
  readonly code = 'partitions-differ';

  constructor({ name, partitions }: TopicRequirement, found: number) {
    super(
      `The topic ${name} has ${found} partitions where ${partitions} are declared. Changing them moves keys between partitions: drain it, delete it, and start again.`,
    );
  }
}

function toKafka({ name, partitions, retentionMs }: TopicRequirement) {
  return {
    topic: name,
    numPartitions: partitions,
    replicationFactor: -1, // The broker's own default.
    configEntries: [{ name: 'retention.ms', value: String(retentionMs) }],
  };
}

async function waitForLeaders(admin: Admin, required: readonly TopicRequirement[]): Promise<void> {
  const names = required.map(({ name }) => name);
  let waitingFor = names;
  const isDone = async () => {
    const found = await partitionsOf(admin, names);
    for (const topic of required) refuseOtherPartitions(topic, found.get(topic.name)?.length);
    waitingFor = names.filter((name) => !found.get(name)?.every(({ leader }) => leader >= 0));
    return waitingFor.length === 0;
  };
  if (!(await waitUntil(isDone, { withinMs: 30_000 })))
    throw new Error(`no leader after 30 s for ${waitingFor.join(', ')}`);
}

function refuseOtherPartitions(topic: TopicRequirement, found: number | undefined): void {
  if (found !== undefined && found !== topic.partitions) throw new PartitionsDiffer(topic, found);
}

async function partitionsOf(admin: Admin, names: string[]): Promise<Map<string, { leader: number }[]>> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: names });
    return new Map(topics.map(({ name, partitions }) => [name, partitions]));
  } catch (error) {
    // The broker answers from its own picture, which follows the controller's a moment later.
    if (passing.has((error as { type?: string }).type ?? '')) return new Map();
    throw error;
  }
}

const passing = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE']);
