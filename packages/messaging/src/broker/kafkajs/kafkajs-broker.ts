import { randomUUID } from 'node:crypto';
import type { Producer, Admin } from 'kafkajs';
import type { Broker, Place } from '../broker.ts';
import { namesIn } from '../kafka-names.ts';
import { waits, type KafkaOptions } from '../kafka-options.ts';
import { topicIds } from '../platformatic/topic-ids.ts';
import { readByGroup } from '../read-by-group.ts';
import { Replaceable } from '../replaceable.ts';
import { sendingError } from '../sending-error.ts';
import { KafkajsMembership } from './kafkajs-membership.ts';
import { connectedProducer, sendAll } from './producer.ts';
import { clusterOf, connectedAdmin, forgetGroup, rangeOf } from './questions.ts';
import { topicFacts } from './topic-facts.ts';

/**
 * Kafka through kafkajs. Only the ids of topics are asked for through the other client. Nothing is connected before it is
 * used. Only this folder knows that package.
 */
export function kafkajsBroker(options: KafkaOptions): Broker {
  const names = namesIn(options.namespace);
  const known = (place: Place): Place => ({ ...place, topic: names.out(place.topic) });
  const producing = new Replaceable(() => connectedProducer(options), disconnect);
  const asking = new Replaceable(() => connectedAdmin(options), disconnect);
  // kafkajs knows no ids of topics, and without them a topic that was made anew is not told from the old one.
  const ids = topicIds(options);
  const ask = <R>(what: string, work: (admin: Admin) => Promise<R>) => asking.use(waits.askMs, what, work);
  const broker: Broker = {
    async send(records, { timeoutMs }) {
      try {
        await producing.use(timeoutMs, 'sending to Kafka', (producer) =>
          sendAll(producer, records, { names, timeoutMs }),
        );
      } catch (error) {
        const topics = records.map(({ topic }) => topic);
        throw await sendingError(error, topics, broker);
      }
    },
    join: (group, reader) => new KafkajsMembership({ options, names, group, reader, ask: () => broker.clusterId() }),
    async topic(name) {
      const inKafka = names.out(name);
      const facts = await ask('asking Kafka about a topic', (admin) => topicFacts(admin, { name, known: inKafka }));
      const id = await ids.of(inKafka);
      return { ...facts, ...(id !== undefined && { id }) };
    },
    read: (place, range) =>
      readByGroup(broker, {
        group: `${options.clientId}.read-${randomUUID()}`,
        place,
        range,
        most: 500,
        withinMs: waits.readMs,
      }),
    range: (place) => ask('asking Kafka for offsets', (admin) => rangeOf(admin, known(place))),
    forget: (group) => ask('forgetting a group', (admin) => forgetGroup(admin, names.out(group))),
    clusterId: () => ask('asking Kafka who it is', clusterOf),
    close: async () => void (await Promise.all([producing.throwAway(), asking.throwAway(), ids.close()])),
  };
  return broker;
}

function disconnect(client: Producer | Admin): Promise<void> {
  return client.disconnect();
}
