import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Run } from '@holdfast/local-infra';
import { countsFileVariable } from './counting-reporter.ts';
import type { Counts } from './counts.ts';

export interface VitestOptions {
  /** Where vitest runs; its configuration is found there. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Where its own output goes. */
  readonly output?: 'inherit' | 'stderr' | 'hidden';
  readonly run?: Pick<Run, 'add' | 'remove'>;
  readonly env?: NodeJS.ProcessEnv;
}

/** One run of vitest, and how it can be ended. */
export interface VitestRun {
  readonly counts: Promise<Counts>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs vitest as a child and counts. A run that breaks before it can count is one failure. */
export function runVitest({ folder, args, output = 'inherit', run, env = process.env }: VitestOptions): VitestRun {
  const own = mkdtempSync(join(tmpdir(), 'holdfast-counts-'));
  const countsFile = join(own, 'counts.json');
  const child = spawn(process.execPath, [vitest, 'run', '--reporter=default', `--reporter=${reporter}`, ...args], {
    cwd: folder,
    env: { ...env, [countsFileVariable]: countsFile },
    // Its own process group: a terminal's Ctrl-C would reach vitest twice, and the second one ends it without cleaning up.
    detached: true,
    stdio: ['ignore', streams[output], output === 'hidden' ? 'ignore' : 'inherit'],
  });
  if (child.pid !== undefined) run?.add({ name: 'vitest', pid: child.pid });
  const counts = new Promise<Counts>((resolve) => {
    child.once('close', (code) => {
      if (child.pid !== undefined) run?.remove(child.pid);
      resolve(readCounts(countsFile, code));
      rmSync(own, { recursive: true, force: true });
    });
  });
  return { counts, kill: (signal) => void child.kill(signal) };
}

const streams = { inherit: 'inherit', stderr: process.stderr, hidden: 'ignore' } as const;
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const reporter = fileURLToPath(new URL(`./counting-reporter.${ending}`, import.meta.url));

function readCounts(file: string, code: number | null): Counts {
  const nothing: Counts = { passed: 0, failed: 0, skipped: 0, undecided: [] };
  const counts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : nothing;
  // Vitest found something wrong that is no test: a configuration, a global set-up, an interrupt.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
