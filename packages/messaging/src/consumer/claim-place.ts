import type { Place } from '../broker/broker.ts';
import { OffsetOutOfRange } from './place-lost.ts';
import type { HeldPlace, Reading } from './reading.ts';

/** Takes a place over from whoever had it before, and says where it goes on. Throws where the log does not have that offset. */
export async function claimPlace(
  { broker, store, consumer, chance }: Pick<Reading, 'broker' | 'store' | 'consumer' | 'chance'>,
  place: Place,
): Promise<HeldPlace> {
  const { topic, partition } = place;
  const [clusterId, range, { id: topicId }] = await Promise.all([
    broker.clusterId(),
    broker.range(place),
    broker.topic(topic),
  ]);
  const token = chance.uuid();
  const claim = { token, clusterId, first: range.first, ...(topicId !== undefined && { topicId }) };
  const next = await store.claim(consumer, place, claim);
  if (next < range.first || next > range.next) throw new OffsetOutOfRange(place, { next, range });
  return { topic, partition, token, next, clusterId };
}
