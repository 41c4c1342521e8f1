import type { Batch, KafkaMessage } from 'kafkajs';
import type { IncomingRecord } from '../broker.ts';

/** Where a place is read from next, and up to where the broker has shown that nothing is left to read. */
export interface Cursor {
  readonly at: bigint;
  readonly emptyUpTo: bigint;
}

export function cursorAt(offset: bigint): Cursor {
  return { at: offset, emptyUpTo: offset };
}

/** Where a batch begins: where it was fetched from, unless nothing lies between there and where we were. */
export function beginningOf(batch: Batch, { at, emptyUpTo }: Cursor): bigint {
  // In every batch, and missing from kafkajs's types.
  const { fetchedOffset } = batch as Batch & { readonly fetchedOffset: string };
  const asked = BigInt(fetchedOffset);
  return asked === emptyUpTo ? at : asked;
}

export function recordOf({ offset, key, timestamp, headers = {}, value }: KafkaMessage): IncomingRecord {
  const texts = Object.entries(headers).map(([name, text]) => [name, String(Array.isArray(text) ? text[0] : text)]);
  const stored = { offset: BigInt(offset), timestamp: new Date(Number(timestamp)), value };
  return { ...stored, key: key?.toString() ?? '', headers: Object.fromEntries(texts) };
}
