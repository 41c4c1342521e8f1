import { randomUUID } from 'node:crypto';
import type { OutboxRow } from '../outbox/create-outbox.ts';

/** A row that says something about a tree. */
export function rowSaying(text: string, key = 'tree'): OutboxRow {
  return {
    message_id: randomUUID(),
    topic: 'garden.events',
    key,
    headers: JSON.stringify({ ce_type: 'garden.tree-planted.v1' }),
    payload: new TextEncoder().encode(text),
  };
}

/** What rows or records say. */
export function textsOf(rows: readonly { readonly payload: Uint8Array }[]): string[] {
  return rows.map(({ payload }) => new TextDecoder().decode(payload));
}
