import { performance } from 'node:perf_hooks';

/**
 * Counts milliseconds from now on. Of two clocks the one that says more: the monotonic one stands still while a machine
 * sleeps, and the other one can be set back.
 */
export function elapsing(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}
