import type { Broker, PlaceStatus } from '@holdfast/messaging';
import { answerOf } from './answering-log.ts';

type Log = Pick<Broker, 'range'>;
type PlaceOfConsumer = Pick<PlaceStatus, 'consumer' | 'topic' | 'partition'>;

/** How many offsets lie between each consumer and the end of each of its places, by {@link lagKey}. */
export type Lags = ReadonlyMap<string, bigint>;

/** The name under which a lag is found. */
export function lagKey({ consumer, topic, partition }: PlaceOfConsumer): string {
  return `${consumer} ${topic}/${partition}`;
}

/**
 * How far behind each consumer is. Offsets have gaps, so it is at most so many messages. Undefined where the broker does not
 * answer in time: then nobody knows, which is not the same as none.
 */
export async function lagsOf(broker: Log, places: readonly PlaceStatus[], withinMs: number): Promise<Lags | undefined> {
  const asked = Promise.all(places.map((place) => lagOf(broker, place)));
  return answerOf(asked, withinMs).then(
    (all) => new Map(all),
    () => undefined,
  );
}

async function lagOf(broker: Log, status: PlaceStatus): Promise<[string, bigint]> {
  const { first, next } = await broker.range({ topic: status.topic, partition: status.partition });
  // What retention took away is not there to be read any more.
  const at = status.nextOffset < first ? first : status.nextOffset;
  return [lagKey(status), next > at ? next - at : 0n];
}
