/** How a transaction of several messages went. */
export interface Pace {
  readonly tookMs: number;
  readonly limitMs: number;
  /** How many messages it had, and how many it may have. */
  readonly records: number;
  readonly most: number;
}

/**
 * How many messages the next transaction may have. Half of them when the last one took longer than it may hold its locks,
 * twice as many when it was quick, and never more than was asked for.
 */
export function nextBatchSize(size: number, { tookMs, limitMs, records, most }: Pace): number {
  if (tookMs >= limitMs) return Math.max(1, Math.floor(Math.min(size, records) / 2));
  return tookMs * 4 <= limitMs ? Math.min(most, size * 2) : size;
}
