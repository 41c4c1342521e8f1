import type { KafkaRecord, RecordsBatch } from '@platformatic/kafka';
import type { IncomingRecord } from '../broker.ts';

/** What one fetch has brought. */
export interface Fetched {
  readonly records: readonly IncomingRecord[];
  /** Where to fetch from next: behind markers of transactions and compacted offsets as well. */
  readonly next: bigint;
}

/** A batch comes whole, also where it begins below the offset that was asked for. */
export function fetchedOf(batches: readonly RecordsBatch[], from: bigint): Fetched {
  const records = batches
    .filter(({ attributes }) => (attributes & controlBit) === 0)
    .flatMap((batch) => batch.records.map((record) => recordOf(batch, record)))
    .filter(({ offset }) => offset >= from);
  const ends = batches.map(({ firstOffset, lastOffsetDelta }) => firstOffset + BigInt(lastOffsetDelta) + 1n);
  const next = ends.reduce((highest, end) => (end > highest ? end : highest), from);
  return { records, next };
}

function recordOf(
  batch: RecordsBatch,
  { offsetDelta, timestampDelta, key, value, headers }: KafkaRecord,
): IncomingRecord {
  const isAppendTime = (batch.attributes & appendTimeBit) !== 0;
  const timestamp = isAppendTime ? batch.maxTimestamp : batch.firstTimestamp + timestampDelta;
  return {
    offset: batch.firstOffset + BigInt(offsetDelta),
    key: key?.toString() ?? '',
    timestamp: new Date(Number(timestamp)),
    headers: headersOf(headers),
    value,
  };
}

/** The first of several with one name, as in the other adapter. */
function headersOf(headers: KafkaRecord['headers']): Record<string, string> {
  const texts = headers.map(([name, text]) => [name?.toString() ?? '', text?.toString() ?? ''] as const);
  return Object.fromEntries(texts.toReversed());
}

const appendTimeBit = 0b1000;
const controlBit = 0b10_0000;
