import { messageOfError } from '@holdfast/work';
import { RecordRefused, TopicMissing, type Broker } from './broker.ts';
import { innermost } from './innermost.ts';
import { kafkaNameIn, refusedForGood } from './refused-for-good.ts';

/** The error to reject a `send` with: {@link RecordRefused} where trying again is in vain, and otherwise what is really the matter. */
export async function sendingError(
  error: unknown,
  topics: readonly string[],
  broker: Pick<Broker, 'topic'>,
): Promise<unknown> {
  const verdict = refusedForGood(kafkaNameIn(error));
  const inner = innermost(error);
  if (verdict === 'yes') return new RecordRefused(messageOfError(inner), { cause: error });
  const failed = inner === error ? error : new Error(messageOfError(inner), { cause: error });
  if (verdict === 'no') return failed;
  // Also said of a topic whose leader does not know it yet. Refusing those would park keys for nothing.
  for (const name of new Set(topics)) {
    if (await isMissing(broker, name)) return new RecordRefused(new TopicMissing(name).message, { cause: error });
  }
  return failed;
}

async function isMissing(broker: Pick<Broker, 'topic'>, name: string): Promise<boolean> {
  try {
    await broker.topic(name);
    return false;
  } catch (error) {
    return error instanceof TopicMissing;
  }
}
