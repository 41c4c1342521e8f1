import type { RelayStore } from '@holdfast/messaging';
import { MemoryOutbox, MemoryTickOutbox } from '@holdfast/messaging/testing';
import { pause } from '../explorer/pause.ts';

/** What both outboxes in memory can do, and what happens to them. */
export interface ExploredOutbox extends RelayStore, Pick<MemoryOutbox, 'writer' | 'insert'> {
  expireLease(): void;
  releaseKey(topic: string, key: string): void;
  dropRow(messageId: string): void;
  becomeAnother(): void;
  acceptDatabase(): void;
  backup(): unknown;
  restore(backup: unknown): void;
}

export type OutboxKind = 'simple' | 'ticked';

export function openOutbox(kind: OutboxKind): ExploredOutbox {
  const now = () => 0;
  if (kind === 'simple') return new MemoryOutbox({ now });
  return new MemoryTickOutbox({ now, between: () => pause('go on with the lock') });
}
