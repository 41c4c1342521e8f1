import { testTopics } from '@holdfast/testkit';
import { describe, expect, test } from 'vitest';
import { lead } from '../../test/kafka-topics.ts';
import { TopicMissing } from './broker.ts';
import { kafkajsBroker } from './kafkajs/kafkajs-broker.ts';
import { platformaticBroker } from './platformatic/platformatic-broker.ts';

const topic = 'garden.events';
const unseen = 'garden.commands';

describe.each([
  ['kafkajs', kafkajsBroker],
  ['@platformatic/kafka', platformaticBroker],
])('what a topic is like, asked through %s', (_, adapter) => {
  test('is its partitions, its retention, and its id', async (context) => {
    const rights = [{ service: 'garden', reads: [topic] }];
    const { namespace, brokers, login, loginOf } = await testTopics(context, { topics: [topic, unseen], rights });
    const brokerAs = (sasl = login) => {
      const broker = adapter({ brokers, namespace, clientId: 'test', ...(sasl && { sasl }) });
      context.onTestFinished(() => broker.close());
      return broker;
    };
    await lead(brokerAs(), topic);
    const known = { partitions: 3, id: expect.stringMatching(/^[\da-f-]{36}$/) as string };
    expect(await brokerAs().topic(topic)).toEqual({ ...known, retentionMs: 24 * 60 * 60 * 1_000 });
    // Whoever may read a topic may not therefore read how it is set up: the rest is told all the same.
    expect(await brokerAs(loginOf('garden')).topic(topic)).toEqual(known);
    // One that it may not see is missing for it, so that a start is refused rather than open for ever.
    for (const name of [unseen, 'garden.nothing'])
      await expect(brokerAs(loginOf('garden')).topic(name)).rejects.toBeInstanceOf(TopicMissing);
  });
});
