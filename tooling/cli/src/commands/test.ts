import { exitCodeOf, totalLine, type Counts } from '../tests/counts.ts';
import { runTests } from '../tests/run-tests.ts';
import { findsLong, testFilters, whyNoTest } from '../tests/test-filters.ts';
import type { Terminal } from '../terminal.ts';

export interface TestCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** A service, a package, or a part of a path; a path with `e2e` in it also finds the long tests. */
  readonly filter?: string;
  readonly json?: boolean;
}

/** Runs the tests that every change must pass; the last line counts them. Resolves to the exit code. */
export async function testCommand({ root, terminal, filter, json }: TestCommand): Promise<number> {
  const nothingRan = filter === undefined ? undefined : whyNoTest(root, filter);
  if (nothingRan !== undefined) return refuse(nothingRan, terminal, json);
  const args = testArguments(root, filter);
  const counts = await runTests({ root, args, output: json ? 'stderr' : 'inherit' });
  terminal.out(json ? JSON.stringify(counts) : totalOf(counts));
  return exitCodeOf(counts);
}

/** Nothing has failed, but whoever asked for tests has none. */
function refuse(nothingRan: string, terminal: Terminal, json = false): 1 {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, undecided: [] };
  terminal.say(`holdfast: ${nothingRan}`);
  terminal.out(json ? JSON.stringify({ ...counts, nothingRan }) : totalOf(counts));
  return 1;
}

/** The arguments of vitest for a filter. */
function testArguments(root: string, filter: string | undefined): string[] {
  const long = findsLong(filter) ? [] : ['--exclude=**/*.e2e.test.ts'];
  return [...testFilters(root, filter), ...long];
}

function totalOf(counts: Counts): string {
  const reasons = counts.undecided.map((reason) => `could not decide: ${reason}`);
  return [...reasons, totalLine(counts)].join('\n');
}
