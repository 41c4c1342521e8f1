import type { OutgoingRecord } from '@holdfast/messaging';
import { headers, payload } from './draining.ts';

/** The bytes that a relay hands over for what {@link fill} has written. */
export function rawRecords(count: number): OutgoingRecord[] {
  const value = Buffer.from(payload);
  return Array.from({ length: count }, (_, n) => ({
    topic: 'garden.events',
    key: `tree-${n % 1_000}`,
    headers,
    value,
  }));
}

/** Pieces of so many. */
export function piecesOf<T>(all: readonly T[], most: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, n) => all.slice(n * most, (n + 1) * most));
}
