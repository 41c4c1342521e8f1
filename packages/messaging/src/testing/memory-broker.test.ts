import { brokerBehaviour } from './broker.behaviour.ts';
import { MemoryBroker } from './memory-broker.ts';

brokerBehaviour('MemoryBroker', async () => {
  const broker = new MemoryBroker({ topics: ['garden.events'], maxBytes: 1_048_576 });
  return { broker, topic: 'garden.events', close: () => broker.close() };
});
