import type { MemoryOutboxBackup } from '@holdfast/messaging/testing';

/** What can be seen of an outbox from outside. */
export interface OutboxSide {
  /** Everything that is committed, as text. */
  readonly key: unknown;
  /** The message ids that still wait, parked ones included. */
  readonly waiting: ReadonlySet<string>;
  readonly marks: readonly Pick<MemoryOutboxBackup['marks'][number], 'topic' | 'key' | 'isReleased'>[];
  readonly parked: readonly Pick<MemoryOutboxBackup['parked'][number], 'messageId' | 'key' | 'isVoid'>[];
}
