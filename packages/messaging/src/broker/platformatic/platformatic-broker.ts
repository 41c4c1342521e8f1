import { Admin } from '@platformatic/kafka';
import type { Broker, Place } from '../broker.ts';
import { namesIn } from '../kafka-names.ts';
import { waits, type KafkaOptions } from '../kafka-options.ts';
import { Replaceable } from '../replaceable.ts';
import { sendingError } from '../sending-error.ts';
import { clientOptions } from './client-options.ts';
import { PlatformaticMembership } from './platformatic-membership.ts';
import { newProducer, sendAll } from './producer.ts';
import { forgetGroup, partitionsOf, rangeOf } from './questions.ts';
import { readPlace } from './read-place.ts';
import { topicFacts } from './topic-facts.ts';

/** Kafka through @platformatic/kafka. Nothing is connected before it is used. Only this folder knows that package. */
export function platformaticBroker(options: KafkaOptions): Broker {
  const names = namesIn(options.namespace);
  const known = (place: Place): Place => ({ ...place, topic: names.out(place.topic) });
  const producing = new Replaceable(
    async () => newProducer(options),
    (producer) => producer.close(true),
  );
  const asking = new Replaceable(
    async () => new Admin(clientOptions(options)),
    (admin) => admin.close(),
  );
  const ask = <R>(what: string, work: (admin: Admin) => Promise<R>) => asking.use(waits.askMs, what, work);
  const broker: Broker = {
    async send(records, { timeoutMs }) {
      try {
        await producing.use(timeoutMs, 'sending to Kafka', (producer) => sendAll(producer, records, names));
      } catch (error) {
        const topics = records.map(({ topic }) => topic);
        throw await sendingError(error, topics, broker);
      }
    },
    join: (group, reader) =>
      new PlatformaticMembership({
        options,
        names,
        group,
        reader,
        ask: () => broker.clusterId(),
        partitions: () => ask('counting partitions', (admin) => partitionsOf(admin, group.topics.map(names.out))),
      }),
    topic: (name) => ask('asking Kafka about a topic', (admin) => topicFacts(admin, { name, known: names.out(name) })),
    async read(place, range) {
      const { next } = await broker.range(place);
      return readPlace(options, known(place), { ...range, next });
    },
    range: (place) => ask('asking Kafka for offsets', (admin) => rangeOf(admin, known(place))),
    forget: (group) => ask('forgetting a group', (admin) => forgetGroup(admin, names.out(group))),
    clusterId: () => ask('asking Kafka who it is', async (admin) => (await admin.metadata({ forceUpdate: true })).id),
    close: async () => void (await Promise.all([producing.throwAway(), asking.throwAway()])),
  };
  return broker;
}
