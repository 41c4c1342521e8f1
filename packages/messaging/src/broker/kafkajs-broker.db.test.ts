import { durableServers, testNamespace } from '@holdfast/testkit';
import { asAdmin, lead, makeTopics } from '../../test/kafka-topics.ts';
import { brokerBehaviour } from '../testing/broker.behaviour.ts';
import { kafkajsBroker } from './kafkajs-broker.ts';

const servers = await durableServers();
const namespace = testNamespace();
let topics = 0;

brokerBehaviour('kafkajs', async () => {
  const topic = `garden.events-${(topics += 1)}`;
  await makeTopics(servers, namespace, [topic]);
  const broker = kafkajsBroker(asAdmin(servers.kafka!, namespace));
  await lead(broker, topic);
  return { broker, topic, close: () => broker.close() };
});
