import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
    env: { ...withoutColour(env, output), [countsFileVariable]: countsFile },
    // Its own process group: a terminal's Ctrl-C would reach vitest twice, and the second one ends it without cleaning up.
    detached: true,
    stdio: ['ignore', ...(output === 'hidden' ? (['ignore', 'ignore'] as const) : streamsOf(output).map(passedOn))],
  });
  if (output !== 'hidden') pass(child, streamsOf(output));
  if (child.pid !== undefined) run?.add({ name: 'vitest', pid: child.pid });
  const silent = once(child, 'close');
  const counted = async (): Promise<Counts> => {
    const [code] = (await once(child, 'exit')) as [number | null];
    if (child.pid !== undefined) run?.remove(child.pid);
    // All it said has come through; a process that a test left behind may hold the streams open, so not for long.
    await Promise.race([silent, pause(1_000)]);
    const counts = readCounts(countsFile, code);
    rmSync(own, { recursive: true, force: true });
    return counts;
  };
  return { counts: counted(), kill: (signal) => void child.kill(signal) };
}

type Shown = 'inherit' | 'stderr';

/** Where its two streams go. */
function streamsOf(output: Shown): readonly NodeJS.WriteStream[] {
  return [output === 'inherit' ? process.stdout : process.stderr, process.stderr];
}

/** A terminal it gets itself. What somebody else reads goes through us, because it would not bear that nobody reads on. */
function passedOn(stream: NodeJS.WriteStream): NodeJS.WriteStream | 'pipe' {
  return stream.isTTY ? stream : 'pipe';
}

function pass(child: ChildProcess, [out, err]: readonly NodeJS.WriteStream[]): void {
  child.stdout?.on('data', (chunk: Buffer) => void out?.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => void err?.write(chunk));
}

/** Where `CI` is set, vitest paints also what goes into a file. */
function withoutColour(env: NodeJS.ProcessEnv, output: Shown | 'hidden'): NodeJS.ProcessEnv {
  const isTerminal = output !== 'hidden' && streamsOf(output)[0]?.isTTY;
  return isTerminal || env['FORCE_COLOR'] !== undefined ? env : { ...env, NO_COLOR: '1' };
}

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const reporter = fileURLToPath(new URL(`./counting-reporter.${ending}`, import.meta.url));

function readCounts(file: string, code: number | null): Counts {
  const nothing: Counts = { passed: 0, failed: 0, skipped: 0, undecided: [] };
  const counts = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Counts) : nothing;
  // Vitest found something wrong that is no test: a configuration, a global set-up, an interrupt.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}
