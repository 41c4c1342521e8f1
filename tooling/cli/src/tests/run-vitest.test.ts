import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { exitCodeOf, totalLine } from './counts.ts';
import { runVitest } from './run-vitest.ts';

const folder = fileURLToPath(new URL('../../fixtures/counted', import.meta.url));
const counted = async (args: string[], env: NodeJS.ProcessEnv = {}) =>
  await runVitest({ folder, args, output: 'hidden', env: { ...process.env, ...env } }).counts;

describe('a run of vitest', { timeout: 60_000 }, () => {
  test('is counted, and what could not be decided is told apart from what was skipped', async () => {
    const counts = await counted([]);
    expect(counts).toEqual({
      passed: 2,
      failed: 0,
      skipped: 6,
      undecided: ['cannot decide: no broker; install one'],
    });
    expect([totalLine(counts), exitCodeOf(counts)]).toEqual(['2 passed, 1 failed, 6 skipped', 2]);
  });

  test('that breaks counts tests, hooks, files that cannot be loaded and errors that nobody caught', async () => {
    const counts = await counted([], { FIXTURE_BREAKS: 'yes' });
    expect(counts.failed).toBe(4);
    expect(exitCodeOf(counts)).toBe(1);
  });

  test('that finds no test is a failure', async () => {
    expect(await counted(['no-file-is-called-like-this'])).toMatchObject({ passed: 0, failed: 1 });
  });
});
