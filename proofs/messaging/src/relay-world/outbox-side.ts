import { MemoryTickOutbox, type MemoryOutboxBackup } from '@holdfast/messaging/testing';
import type { ExploredOutbox } from './explored-outbox.ts';
import type { OutboxSide } from './seen-outbox.ts';
import { tickedSideOf, type TickedBackup } from './ticked-side.ts';

export function outboxSideOf(outbox: ExploredOutbox): OutboxSide {
  const backup = outbox.backup();
  if (outbox instanceof MemoryTickOutbox) return tickedSideOf(backup as TickedBackup);
  const { rows, parked, marks } = backup as MemoryOutboxBackup;
  return { key: backup, waiting: new Set([...rows, ...parked].map(({ messageId }) => messageId)), marks, parked };
}
