import kafkajs, { type Admin } from 'kafkajs';
import { TopicMissing, type TopicFacts } from '../broker.ts';
import { kafkaNameIn } from '../refused-for-good.ts';

/** What the broker tells about a topic; `known` is its name there. kafkajs knows no ids of topics. */
export async function topicFacts(admin: Admin, { name, known }: { name: string; known: string }): Promise<TopicFacts> {
  if (!(await admin.listTopics()).includes(known)) throw new TopicMissing(name);
  const { topics } = await admin.fetchTopicMetadata({ topics: [known] });
  const partitions = topics.find((topic) => topic.name === known)?.partitions.length ?? 0;
  const retentionMs = await retentionOf(admin, known);
  return { partitions, ...(retentionMs !== undefined && { retentionMs }) };
}

/** Undefined where the right to ask is missing. */
async function retentionOf(admin: Admin, known: string): Promise<number | 'forever' | undefined> {
  try {
    // Node sees only some of this package's names from outside.
    const wanted = { type: kafkajs.ConfigResourceTypes.TOPIC, name: known, configNames: ['retention.ms'] };
    const { resources } = await admin.describeConfigs({ resources: [wanted], includeSynonyms: false });
    const value = resources[0]?.configEntries.find((entry) => entry.configName === 'retention.ms')?.configValue;
    if (value === undefined || value === null) return undefined;
    return Number(value) < 0 ? 'forever' : Number(value);
  } catch (error) {
    const reason = kafkaNameIn(error);
    if (reason === 'TOPIC_AUTHORIZATION_FAILED' || reason === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
}
