import { testTopics } from '@holdfast/testkit';
import { lead } from '../../../test/kafka-topics.ts';
import { brokerBehaviour } from '../../testing/broker.behaviour.ts';
import { kafkajsBroker } from './kafkajs-broker.ts';

brokerBehaviour('kafkajs', async (context) => {
  const topic = 'garden.events';
  const { brokers, namespace, login } = await testTopics(context, { topics: [topic] });
  const sasl = login && { sasl: login };
  const broker = kafkajsBroker({ brokers, namespace, clientId: 'test', sessionTimeoutMs: 3_000, ...sasl });
  await lead(broker, topic);
  return { broker, topic, close: () => broker.close() };
});
