/** Everything messaging promises, in memory, and the suites that memory, PostgreSQL and Kafka pass alike. For tests only. */
export { deliver } from './testing/deliver.ts';
export { MemoryBroker } from './testing/memory-broker.ts';
export { MemoryConsumerStore } from './testing/memory-consumer-store.ts';
export { MemoryOutbox } from './testing/memory-outbox.ts';
export { brokerBehaviour, type OpenBroker } from './testing/broker.behaviour.ts';
export { consumerStoreBehaviour, type OpenConsumerStore } from './testing/consumer-store.behaviour.ts';
export { relayStoreBehaviour, type OpenOutbox, type ServiceTransaction } from './testing/relay-store.behaviour.ts';
