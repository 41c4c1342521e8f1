import type { MemoryOutbox, MemoryOutboxBackup } from '@holdfast/messaging/testing';

/** What can be seen of an outbox from outside. */
export interface OutboxSide {
  /** Everything that is committed, as text. */
  readonly key: unknown;
  /** The message ids that still wait, parked ones included. */
  readonly waiting: ReadonlySet<string>;
  readonly marks: MemoryOutboxBackup['marks'];
  readonly parked: MemoryOutboxBackup['parked'];
}

export function outboxSideOf(outbox: Pick<MemoryOutbox, 'backup'>): OutboxSide {
  const backup = outbox.backup();
  const { rows, parked, marks } = backup;
  return { key: backup, waiting: new Set([...rows, ...parked].map(({ messageId }) => messageId)), marks, parked };
}
