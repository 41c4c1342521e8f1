import { testTopics } from '@holdfast/testkit';
import { lead } from '../../test/kafka-topics.ts';
import { tailBehaviour } from '../../test/tail.behaviour.ts';
import { kafkajsBroker } from '../broker/kafkajs/kafkajs-broker.ts';

tailBehaviour('Kafka', async (context) => {
  const topic = 'garden.events';
  const { brokers, namespace, login } = await testTopics(context, { topics: [topic] });
  const broker = kafkajsBroker({ brokers, namespace, clientId: 'test', ...(login && { sasl: login }) });
  context.onTestFinished(() => broker.close());
  await lead(broker, topic);
  return broker;
});
