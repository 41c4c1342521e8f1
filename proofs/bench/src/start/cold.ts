import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { copyTree } from '../copy-tree.ts';
import type { TimedLine } from '../child.ts';
import { spreadOf } from '../statistics.ts';
import type { BenchContext } from './bench-context.ts';
import { medianPhases } from './median-phases.ts';
import type { StartPart } from './results.ts';
import { bareEnvironment, npmStart, trialMsOf } from './started.ts';

/** A clone on a machine that has never seen one: `npm start -- --once` with empty caches, each round anew. */
export async function measureCold(context: BenchContext): Promise<StartPart> {
  const rounds: { totalMs: number; phasesMs: Record<string, number> }[] = [];
  for (let round = 1; round <= context.rounds; round += 1) {
    context.say(`cold start ${round} of ${context.rounds}: empty caches, everything is fetched …`);
    rounds.push(await oneRound(context, join(context.folder, `cold-${round}`)));
  }
  return { totalMs: spreadOf(rounds.map(({ totalMs }) => totalMs)), phasesMs: medianPhases(rounds) };
}

async function oneRound(
  context: BenchContext,
  home: string,
): Promise<{ totalMs: number; phasesMs: Record<string, number> }> {
  const clone = join(home, 'clone');
  mkdirSync(clone, { recursive: true });
  const copyStarted = performance.now();
  copyTree(context.root, clone);
  const copyMs = performance.now() - copyStarted;
  const { child, report } = await npmStart(clone, context, { env: withEmptyCaches(home), args: ['--once'] });
  const ranMs = await child.end(context.signal);
  rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  const launched = launcherPhases(child.lines);
  const trial = trialMsOf(report);
  const known = sum(launched) + report.startupMs + trial;
  return {
    totalMs: Math.round(copyMs + ranMs),
    phasesMs: { clone: copyMs, ...launched, ...report.phases, trial, rest: ranMs - known },
  };
}

/** What the launcher says of itself: `bringing … …`, `installing …`, and `… done`. */
export function launcherPhases(lines: readonly Pick<TimedLine, 'text' | 'atMs'>[]): Record<string, number> {
  const phases: Record<string, number> = {};
  let open: { name: string; atMs: number } | undefined;
  for (const { text, atMs } of lines) {
    const name = text.startsWith('holdfast: bringing ')
      ? 'toolchain'
      : text.startsWith('holdfast: installing ')
        ? 'packages'
        : undefined;
    if (name !== undefined) open = { name, atMs };
    else if (open && text.startsWith('holdfast: … done')) {
      phases[open.name] = atMs - open.atMs;
      open = undefined;
    }
  }
  return phases;
}

function withEmptyCaches(home: string): NodeJS.ProcessEnv {
  const env = bareEnvironment();
  return {
    ...env,
    PATH: withoutPnpm(env['PATH'] ?? ''),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    npm_config_cache: join(home, 'npm'),
  };
}

/** A newcomer has no pnpm. Folders that hold one and nothing else that is needed are left out. */
function withoutPnpm(path: string): string {
  const folders = path.split(delimiter);
  return folders.filter((folder) => !holds(folder, 'pnpm') || holds(folder, 'npm')).join(delimiter);
}

function holds(folder: string, program: string): boolean {
  try {
    accessSync(join(folder, program), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function sum(phases: Readonly<Record<string, number>>): number {
  return Object.values(phases).reduce((total, ms) => total + ms, 0);
}
