import type { IncomingRecord } from '../broker/broker.ts';

/** How much is handled in one transaction at most. */
export interface CutLimits {
  readonly records: number;
  readonly bytes: number;
}

/** Records that are handled in one transaction, and where the position is after it. */
export interface Cut {
  /** Of declared types, in the sequence of their offsets. */
  readonly records: readonly IncomingRecord[];
  /** The types of those that are passed over. */
  readonly skipped: readonly string[];
  readonly to: bigint;
  readonly bytes: number;
}

/** Records with the offset behind all of them, gaps included. */
export interface Stretch {
  readonly records: readonly IncomingRecord[];
  readonly to: bigint;
}

/**
 * Cuts off what one transaction handles, from `next` on. At least one record, however large; records that nobody declared
 * count for nothing, so that a consumer of few types takes large steps.
 */
export function cutOff(
  { records, to }: Stretch,
  next: bigint,
  limits: CutLimits,
  isWanted: (record: IncomingRecord) => boolean,
): Cut {
  const taken: IncomingRecord[] = [];
  const skipped: string[] = [];
  let bytes = 0;
  for (const record of records) {
    // Had its effect in the part that was handled before this was interrupted.
    if (record.offset < next) continue;
    if (!isWanted(record)) {
      skipped.push(record.headers['ce_type'] ?? '');
      continue;
    }
    const more = bytesOf(record);
    if (taken.length === limits.records || (taken.length > 0 && bytes + more > limits.bytes))
      return { records: taken, skipped, to: record.offset, bytes };
    taken.push(record);
    bytes += more;
  }
  return { records: taken, skipped, to, bytes };
}

/** What a record weighs in memory, roughly: its content and its headers, and what each of them costs anyway. */
export function bytesOf({ key, headers, value }: IncomingRecord): number {
  const texts = Object.entries(headers).flat();
  return texts.reduce((sum, text) => sum + text.length, key.length + (value?.byteLength ?? 0) + 100);
}
