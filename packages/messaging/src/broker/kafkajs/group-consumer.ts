import type { Consumer, ConsumerGroupJoinEvent, ConsumerStartBatchProcessEvent } from 'kafkajs';
import { defaultMaxBytesPerPartition, heartbeatMs, waits, type KafkaOptions } from '../kafka-options.ts';
import { kafkaClient, patient } from './client.ts';

export interface ConsumerEvents {
  /** It has ended for good, which kafkajs says nowhere else. */
  crashed(error: Error): void;
  /** The broker has answered a heartbeat. */
  heard(): void;
  joined(assignment: Record<string, number[]>): void;
  /** A fetch that brought nothing but markers of transactions, or compacted offsets: kafkajs passes over it in silence. */
  showedNothing(batch: { readonly topic: string; readonly partition: number; readonly lastOffset: string }): void;
}

/** A consumer that neither makes topics, nor keeps offsets, nor restarts itself. */
export function groupConsumer(options: KafkaOptions, group: string, events: ConsumerEvents): Consumer {
  const sessionTimeout = options.sessionTimeoutMs ?? waits.sessionMs;
  const consumer = kafkaClient(options, patient).consumer({
    groupId: group,
    // Given again here: a consumer has a default of its own, which would win over the client's.
    retry: { ...patient, restartOnFailure: async () => false },
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: waits.fetchMs,
    maxBytesPerPartition: options.maxBytesPerPartition ?? defaultMaxBytesPerPartition,
    sessionTimeout,
    rebalanceTimeout: sessionTimeout,
    heartbeatInterval: heartbeatMs(options),
    metadataMaxAge: 5_000,
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => events.crashed(payload.error));
  consumer.on(consumer.events.HEARTBEAT, () => events.heard());
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }: ConsumerGroupJoinEvent) =>
    events.joined(payload.memberAssignment),
  );
  consumer.on(consumer.events.START_BATCH_PROCESS, ({ payload }: ConsumerStartBatchProcessEvent) => {
    if (payload.batchSize === 0) events.showedNothing(payload);
  });
  return consumer;
}
