import { definePoint } from '@holdfast/telemetry';

/** What a relay's points tell about the rows that are in hand. Large numbers are text, so that all of it is JSON. */
export interface RelayFacts {
  readonly service: string;
  readonly epoch: string;
  readonly messageIds: readonly string[];
}

/** What a consumer's points tell about the record that is in hand. */
export interface ConsumerFacts {
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly messageId?: string;
}

/** Read under the lease; nothing is sent yet. */
export const relaySelected = definePoint<RelayFacts>('relay.selected');
/** The broker has them; the rows are still there. A crash here sends every one of them again. */
export const relayAcked = definePoint<RelayFacts>('relay.acked');
/** The rows are gone, and those of marked keys have moved. */
export const relayDeleted = definePoint<RelayFacts>('relay.deleted');
/** A key is marked and its rows have moved, because the broker has refused one of them for good. */
export const relayParked = definePoint<RelayFacts>('relay.parked');
/** The broker has the released rows of a parked key; they are still there. */
export const relayReleased = definePoint<RelayFacts>('relay.released');

/** Declared messages are readable; no transaction is open. Once for each batch, with the first of it. */
export const consumerReceived = definePoint<ConsumerFacts>('consumer.received');
/** Inbox rows, effects, parked rows and position are written, and nothing is committed. */
export const consumerHandled = definePoint<ConsumerFacts>('consumer.handled');
/** All of it is committed. */
export const consumerCommitted = definePoint<ConsumerFacts>('consumer.committed');
/** The broker was told how far we are, which nobody but a lag tool reads. */
export const consumerAcknowledged = definePoint<ConsumerFacts>('consumer.acknowledged');
/** A message is written behind its parked key, and nothing is committed. */
export const consumerParking = definePoint<ConsumerFacts>('consumer.parking');
/** A parked message has its effect and its row is deleted, and nothing is committed. */
export const consumerRedriven = definePoint<ConsumerFacts>('consumer.redriven');
/** A parked message is declared dead and its copy is in the outbox, and nothing is committed. */
export const consumerBuried = definePoint<ConsumerFacts>('consumer.buried');
/** A range of records was handled again, and nothing is committed. */
export const consumerReplayed = definePoint<ConsumerFacts>('consumer.replayed');
