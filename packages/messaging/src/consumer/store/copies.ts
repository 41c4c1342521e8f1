import { newMessageId, type AnyTransaction } from '@holdfast/work';
import type { OutgoingRecord } from '../../broker/broker.ts';
import type { OutboxRow } from '../../outbox/create-outbox.ts';

/**
 * The row of a copy. Whoever makes the copy gives it an id that follows from what it is a copy of, so that a consumer
 * that was restored and does it again makes the same one.
 */
export function rowOfCopy({ topic, key, headers, value }: OutgoingRecord): OutboxRow {
  const messageId = headers['dlt_id'] ?? newMessageId();
  return { message_id: messageId, topic, key, headers: JSON.stringify(headers), payload: value };
}

/**
 * Writes copies before what the handlers say is written. They are in sequence all the same: whoever writes copies of a key
 * holds its place, and nobody else writes any.
 */
export async function writeCopies(
  trx: AnyTransaction,
  table: string,
  copies: readonly OutgoingRecord[],
): Promise<void> {
  if (copies.length === 0) return;
  await trx.insertInto(table).values(copies.map(rowOfCopy)).execute();
}
