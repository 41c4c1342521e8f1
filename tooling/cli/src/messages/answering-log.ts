import { TopicMissing, type Broker } from '@holdfast/messaging';

type Log = Pick<Broker, 'topic' | 'range' | 'read'>;

/** The same log, of which each answer is waited for so long and no longer. Throws {@link KafkaSilent}, and TopicMissing. */
export function answeringLog(broker: Log, withinMs: number): Log {
  return {
    topic: (name) => answerOf(broker.topic(name), withinMs),
    range: (place) => answerOf(broker.range(place), withinMs),
    read: (place, range) => answerOf(broker.read(place, range), withinMs),
  };
}

/** One answer, waited for so long and no longer. Throws as the log does. */
export async function answerOf<T>(asked: Promise<T>, withinMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new KafkaSilent(`no answer for ${withinMs / 1_000} s`)), withinMs);
  try {
    return await Promise.race([asked, late.promise]);
  } catch (error) {
    if (error instanceof TopicMissing || error instanceof KafkaSilent) throw error;
    throw new KafkaSilent(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The broker could not be asked, so that nothing is decided. */
export class KafkaSilent extends Error {
  readonly code = 'kafka-silent';

  constructor(trouble: string, options?: ErrorOptions) {
    super(
      `Kafka could not be asked (${trouble.replace(/\.$/, '')}), so nothing was changed. ./holdfast status shows what ended; once it answers, ask again.`,
      options,
    );
  }
}
