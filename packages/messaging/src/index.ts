/**
 * Messages that are committed with the change they tell of, sent by a relay under a lease, and handled once by each
 * consumer. PostgreSQL decides what has happened; the broker only carries.
 */
export { createOutbox, type OutboxOptions } from './outbox/create-outbox.ts';
export type { OutboxTable } from './outbox/outbox-table.ts';
export { cloudEventOf, NoCloudEvent, type CloudEvent } from './outbox/cloud-event.ts';
export { commandOfOperator, NobodyAsks, type CommandOfOperator } from './operator/command-of-operator.ts';
export type { Operator } from './operator/operator.ts';
export {
  dropMessage,
  NotDead,
  releaseKeys,
  type HeldKey,
  type HeldMessage,
  type Released,
} from './operator/consumer-operations.ts';
export { heldMessages, listHeldKeys, type HeldKeyFacts, type HeldMessageFacts } from './operator/held-messages.ts';
export { consumerStatus, type PlaceStatus } from './operator/messaging-status.ts';
export {
  acceptRestored,
  dropUnsentMessage,
  listUnsentKeys,
  releaseUnsentKey,
  unsentMessages,
  type UnsentKey,
  type UnsentMessage,
} from './operator/outbox-operations.ts';
export { outboxStatus, type OutboxStatus } from './operator/outbox-status.ts';
export { foreseeReplay, type Foreseen } from './operator/foresee-replay.ts';
export {
  askReplays,
  cancelReplay,
  listReplays,
  type ReplayFacts,
  type ReplayRange,
  type ReplayWish,
} from './operator/replay-operations.ts';
export { acceptPartitions, retireConsumer, StillParked } from './operator/start-operations.ts';
export { LeaseTooShort } from './relay/lease-too-short.ts';
export { NoTimeToSend } from './relay/no-time-to-send.ts';
export type { RelaySettings } from './relay/relay-settings.ts';
export { Relay, type RelayHealth, type RelayOptions, type Turn } from './relay/relay.ts';
export {
  DatabaseChanged,
  type Lease,
  type Look,
  type ParkedRow,
  type RelayStore,
  type SelectedRow,
  type Selection,
  type WaitingRow,
} from './relay/relay-store.ts';
export { postgresRelayStore } from './relay/postgres-relay-store.ts';
export { postgresTickStore } from './tick/postgres-tick-store.ts';
export { TickMissing } from './tick/tick-missing.ts';
export { UnknownTransactions } from './tick/unknown-transactions.ts';
export type { RotationSettings } from './tick/rotation.ts';
export { Consumer, type ConsumerHealth, type ConsumerOptions } from './consumer/consumer.ts';
export type { Waiting } from './consumer/place-reader.ts';
export type { ConsumerSettings } from './consumer/reading.ts';
export { unfitness, type Handler } from './consumer/handler.ts';
export { Fatal, Park, Retryable } from './consumer/failures.ts';
export { HandlerTooSlow } from './consumer/capped.ts';
export {
  ClusterChanged,
  type Claim,
  type ConsumerStore,
  type ParkedCounts,
  type Position,
  type Replay,
  type Seen,
  type Step,
} from './consumer/consumer-store.ts';
export { PlaceNeglected } from './consumer/neglect.ts';
export { OffsetOutOfRange, PlaceLost, TooNew } from './consumer/place-lost.ts';
export { postgresConsumerStore } from './consumer/postgres-consumer-store.ts';
export { RecordRefused, TopicMissing } from './broker/broker.ts';
export type { Batch, Broker, IncomingRecord, Membership, OutgoingRecord, Place, Reader } from './broker/broker.ts';
export { kafkajsBroker } from './broker/kafkajs/kafkajs-broker.ts';
export type { KafkaOptions } from './broker/kafka-options.ts';
export { platformaticBroker } from './broker/platformatic/platformatic-broker.ts';
export { Tail, type TailedRecord, type TailOptions } from './tail/tail.ts';
export { StartCheck, type StartCheckOptions } from './start/start-check.ts';
export type { Refusal } from './start/refusals-of.ts';
export { realTime, type Time } from './time.ts';
export { realChance, type Chance } from './chance.ts';
export type { Log } from './log.ts';
