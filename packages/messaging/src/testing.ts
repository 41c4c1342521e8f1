/** Everything messaging promises, in memory, and the suites that memory, PostgreSQL and Kafka pass alike. For tests only. */
export { deliver } from './testing/deliver.ts';
export { FakeTime } from './testing/fake-time.ts';
export { FaultyBroker, type BrokerFault, type FaultyBrokerOptions } from './testing/faulty-broker.ts';
export { MemoryBroker, type MemoryBrokerOptions } from './testing/memory-broker.ts';
export {
  MemoryConsumerStore,
  type MemoryConsumerBackup,
  type MemoryConsumerStoreOptions,
} from './testing/memory-consumer-store.ts';
export type { MemoryParkedRow } from './testing/memory-parked.ts';
export { MemoryTickOutbox } from './testing/memory-tick-outbox.ts';
export { MemoryOutbox, type MemoryOutboxBackup } from './testing/memory-outbox.ts';
export { brokerBehaviour, type OpenBroker } from './testing/broker.behaviour.ts';
export { consumerStoreBehaviour } from './testing/consumer-store.behaviour.ts';
export type { OpenConsumerStore } from './testing/open-consumer-store.ts';
export type { OpenOutbox, ServiceTransaction } from './testing/open-outbox.ts';
export { relayStoreBehaviour } from './testing/relay-store.behaviour.ts';
