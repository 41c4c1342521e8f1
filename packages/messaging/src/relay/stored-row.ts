import type { SelectedRow } from './relay-store.ts';

/** A row of an outbox as PostgreSQL gives it. */
export interface StoredRow {
  readonly id: string;
  readonly message_id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly payload: Uint8Array;
  readonly is_marked: boolean;
}

// Field by field, because this is done for each message of a backlog, and taking an object apart by what is left is slow.
export function selectedRowOf(row: StoredRow): SelectedRow {
  const { id, message_id: messageId, topic, key, headers, payload, is_marked: isMarked } = row;
  return { id: BigInt(id), messageId, topic, key, headers, payload, isMarked };
}
