import { Admin } from '@platformatic/kafka';
import { waits, type KafkaOptions } from '../kafka-options.ts';
import { kafkaNameIn } from '../refused-for-good.ts';
import { Replaceable } from '../replaceable.ts';
import { clientOptions } from './client-options.ts';

/** Tells topics of one name apart, for a broker whose own client cannot. */
export interface TopicIds {
  /** By the name that Kafka knows; undefined where there is no such topic. */
  of(known: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Nothing is connected before it is asked. */
export function topicIds(options: KafkaOptions): TopicIds {
  const asking = new Replaceable(
    async () => new Admin(clientOptions(options)),
    (admin) => admin.close(),
  );
  return {
    of: (known) => asking.use(waits.askMs, 'asking Kafka for the id of a topic', (admin) => idOf(admin, known)),
    close: () => asking.throwAway(),
  };
}

async function idOf(admin: Admin, known: string): Promise<string | undefined> {
  try {
    const metadata = await admin.metadata({ topics: [known], autocreateTopics: false, forceUpdate: true });
    return metadata.topics.get(known)?.id;
  } catch (error) {
    if (kafkaNameIn(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return undefined;
    throw error;
  }
}
