import { writeFileSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';
import { countsOf } from './counts.ts';

/**
 * A reporter for vitest that writes the counts of the run, as JSON, into the file that the variable below names.
 *
 * @public Vitest loads it by its path.
 */
export default class CountingReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const file = process.env[countsFileVariable];
    if (file !== undefined) writeFileSync(file, JSON.stringify(countsOf(modules, unhandled)));
  }
}

export const countsFileVariable = 'HOLDFAST_COUNTS_FILE';
