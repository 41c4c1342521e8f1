import { createHash } from 'node:crypto';

/** Where a record lies, for ever. */
export interface Whereabouts {
  readonly clusterId: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
}

/**
 * The id of a record that has none which could be read, so that it has one row in the inbox however often it is read. A
 * UUID of version 8, which nobody takes for a message's own.
 */
export function idOfRecord({ clusterId, topic, partition, offset }: Whereabouts): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([clusterId, topic, partition, String(offset)]))
    .digest()
    .subarray(0, 16);
  bytes[6] = 0x80 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
