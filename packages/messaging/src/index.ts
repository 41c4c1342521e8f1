/**
 * Messages that are committed with the change they tell of, sent by a relay under a lease, and handled once by each
 * consumer. PostgreSQL decides what has happened; the broker only carries.
 */
export { createOutbox } from './outbox/create-outbox.ts';
export { cloudEventOf, NoCloudEvent, type CloudEvent } from './outbox/cloud-event.ts';
export { commandOfOperator, NobodyAsks, type CommandOfOperator } from './operator/command-of-operator.ts';
export type { Operator } from './operator/operator.ts';
export {
  LeaseTooShort,
  Relay,
  type RelayHealth,
  type RelayOptions,
  type RelaySettings,
  type Turn,
} from './relay/relay.ts';
export type { Acked, Lease, Look, RelayStore, Selection, WaitingRow } from './relay/relay-store.ts';
export { postgresRelayStore } from './relay/postgres-relay-store.ts';
export { Consumer, type ConsumerHealth, type ConsumerOptions } from './consumer/consumer.ts';
export type { Waiting } from './consumer/place-reader.ts';
export type { Handler } from './consumer/handler.ts';
export {
  ClusterChanged,
  type Claim,
  type ConsumerStore,
  type Position,
  type Seen,
  type Step,
} from './consumer/consumer-store.ts';
export { OffsetOutOfRange, PlaceLost, TooNew } from './consumer/place-lost.ts';
export { postgresConsumerStore } from './consumer/postgres-consumer-store.ts';
export type { Batch, Broker, IncomingRecord, Membership, OutgoingRecord, Place, Reader } from './broker/broker.ts';
export { kafkajsBroker, type KafkaOptions } from './broker/kafkajs-broker.ts';
export { Tail, type TailedRecord, type TailOptions } from './tail/tail.ts';
export type { Log } from './log.ts';
