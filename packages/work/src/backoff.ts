/** Between which bounds to wait after failures. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * How long to wait after the `failures`-th failure in a row: any time up to a bound that doubles. Full jitter, so that
 * all who failed together do not come back together.
 */
export function backoffMs(failures: number, { firstMs, longestMs }: Backoff, random: number = Math.random()): number {
  const bound = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(random * bound);
}
