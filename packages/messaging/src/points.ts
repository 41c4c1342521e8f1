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
/** The rows are gone. */
export const relayDeleted = definePoint<RelayFacts>('relay.deleted');

/** A declared message is readable; no transaction is open. */
export const consumerReceived = definePoint<ConsumerFacts>('consumer.received');
/** Inbox row, effect and position are written, and nothing is committed. */
export const consumerHandled = definePoint<ConsumerFacts>('consumer.handled');
/** All of it is committed. */
export const consumerCommitted = definePoint<ConsumerFacts>('consumer.committed');
/** The broker was told how far we are, which nobody but a lag tool reads. */
export const consumerAcknowledged = definePoint<ConsumerFacts>('consumer.acknowledged');
