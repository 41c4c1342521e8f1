import { brokerBehaviour } from './broker.behaviour.ts';
import { MemoryBroker } from './memory-broker.ts';

brokerBehaviour('MemoryBroker', async () => {
  const broker = new MemoryBroker();
  return { broker, topic: 'garden.events', close: () => broker.close() };
});
