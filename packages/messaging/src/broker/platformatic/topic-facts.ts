import { ConfigResourceTypes, type Admin } from '@platformatic/kafka';
import { TopicMissing, type TopicFacts } from '../broker.ts';
import { kafkaNameIn } from '../refused-for-good.ts';

/** What the broker tells about a topic; `known` is its name there. */
export async function topicFacts(admin: Admin, { name, known }: { name: string; known: string }): Promise<TopicFacts> {
  const [{ partitionsCount, id }, retentionMs] = await Promise.all([
    metadataOf(admin, { name, known }),
    retentionOf(admin, known),
  ]);
  return { partitions: partitionsCount, id, ...(retentionMs !== undefined && { retentionMs }) };
}

async function metadataOf(admin: Admin, { name, known }: { name: string; known: string }) {
  try {
    const metadata = await admin.metadata({ topics: [known], autocreateTopics: false, forceUpdate: true });
    const topic = metadata.topics.get(known);
    if (topic) return topic;
  } catch (error) {
    if (!isUnseen(error)) throw error;
  }
  throw new TopicMissing(name);
}

/** Undefined where the right to ask is missing. */
async function retentionOf(admin: Admin, known: string): Promise<number | 'forever' | undefined> {
  try {
    const resources = [
      { resourceType: ConfigResourceTypes.TOPIC, resourceName: known, configurationKeys: ['retention.ms'] },
    ];
    const [described] = await admin.describeConfigs({ resources });
    const value = described?.configs.find((config) => config.name === 'retention.ms')?.value;
    if (value === undefined || value === null) return undefined;
    return Number(value) < 0 ? 'forever' : Number(value);
  } catch (error) {
    if (isUnseen(error)) return undefined;
    throw error;
  }
}

/** Whoever may not see a topic is told the same, whether there is one or not. */
function isUnseen(error: unknown): boolean {
  const name = kafkaNameIn(error);
  return name === 'TOPIC_AUTHORIZATION_FAILED' || name === 'UNKNOWN_TOPIC_OR_PARTITION';
}
