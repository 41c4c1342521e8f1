import type { OutgoingRecord } from '../broker/broker.ts';
import type { ParkedRow, WaitingRow } from './relay-store.ts';

/** A row as a record: its bytes, whatever they mean. */
export function recordOf({ topic, key, headers, payload }: WaitingRow): OutgoingRecord {
  return { topic, key, headers, value: payload };
}

/**
 * A parked row as a record. In the place of a dropped one goes a record with its message id and nothing in it: a first copy
 * of it may still be on its way, and would land after what is sent from here on. Consumers that find the id in their inbox
 * drop that copy.
 */
export function recordOfParked(row: ParkedRow): OutgoingRecord {
  const record = recordOf(row);
  return row.isVoid ? { ...record, headers: { ...row.headers, ce_void: 'true' }, value: new Uint8Array() } : record;
}
