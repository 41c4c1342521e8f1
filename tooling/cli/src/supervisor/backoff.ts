/** How long a crashed process waits before it is started again: `crashes` in a row, each wait twice the one before, at most ten seconds. */
export function backoffMs(crashes: number): number {
  return Math.min(250 * 2 ** Math.max(0, crashes - 1), 10_000);
}
