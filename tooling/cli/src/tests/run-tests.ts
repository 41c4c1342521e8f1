import { endDeadRuns, startRun } from '@holdfast/local-infra';
import { Interrupted, onInterrupt } from '../interrupts.ts';
import type { Counts } from './counts.ts';
import { runVitest } from './run-vitest.ts';

export interface TestsToRun {
  readonly root: string;
  /** Arguments of vitest. */
  readonly args: readonly string[];
  readonly output: 'inherit' | 'stderr';
}

/**
 * Runs tests in a run of their own, so that nothing they started outlives them. An interrupt ends them in order, a second
 * one at once; then this throws Interrupted, because half a run has no result.
 */
export async function runTests({ root, args, output }: TestsToRun): Promise<Counts> {
  await endDeadRuns(root);
  const run = startRun(root, 'test');
  const vitest = runVitest({ folder: root, args, output, run });
  let interrupted: Interrupted | undefined;
  const stopListening = onInterrupt(({ count, signal }) => {
    interrupted = new Interrupted(signal);
    vitest.kill(count > 1 ? 'SIGKILL' : 'SIGINT');
  });
  try {
    const counts = await vitest.counts;
    if (interrupted) throw interrupted;
    return counts;
  } finally {
    stopListening();
    await run.end();
  }
}
