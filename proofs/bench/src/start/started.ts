import { Child, type TimedLine } from '../child.ts';
import type { BenchContext } from './bench-context.ts';

/** What `start --json` reports, as far as it is used here. */
export interface StartReport {
  readonly status?: string;
  readonly error?: string;
  readonly reason?: string;
  readonly startupMs: number;
  readonly phases: Readonly<Record<string, number>>;
  readonly infra: Readonly<Record<string, { readonly version: string; readonly provider: string }>>;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
  readonly urls: Readonly<Record<string, string>>;
  readonly [trialMs: `${string}Ms`]: number;
}

/** A start as a person does it, up to its report. */
export interface Started {
  readonly child: Child;
  readonly report: StartReport;
  readonly reportedAtMs: number;
}

/** `npm start` in a clone, up to the last step of its trial. Whoever calls this interrupts the child. */
export async function npmStart(
  clone: string,
  { run, signal }: Pick<BenchContext, 'run' | 'signal'>,
  { env = bareEnvironment(), args = [] }: { env?: NodeJS.ProcessEnv; args?: readonly string[] } = {},
): Promise<Started> {
  const all = ['start', '--silent', '--', '--json', ...args];
  const child = new Child({ name: 'npm start', command: 'npm', args: all, cwd: clone, env }, run);
  try {
    const line = await child.line(isReport, { signal, withinMs: 600_000 });
    const report = JSON.parse(line.text) as StartReport;
    if (report.error !== undefined) throw new TrialFailed(report.error);
    return { child, report, reportedAtMs: line.atMs };
  } catch (error) {
    await child.interrupt();
    throw error;
  }
}

/** What a person's own shell has: nothing that our launcher, npm or a test run has put there. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const { HOLDFAST_OUTER_PATH: path, ...env } = process.env;
  const ours = /^(npm_|INIT_CWD$|NODE_(?:COMPILE|CHANNEL|OPTIONS|ENV)|VITEST|TURBO_|HOLDFAST_KILL)/i;
  const kept = Object.entries(env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept), ...(path !== undefined && path !== '' && { PATH: path }), NO_COLOR: '1' };
}

/** The trial's own time, which the report calls by the trial's name. */
export function trialMsOf(report: StartReport): number {
  const [, ms] = Object.entries(report).find(([name]) => name.endsWith('Ms') && name !== 'startupMs') ?? [];
  if (typeof ms !== 'number') throw new TrialFailed('there was no trial');
  return ms;
}

/** The system came up and did not do its trial. */
export class TrialFailed extends Error {
  readonly code = 'trial-failed';

  constructor(why: string) {
    super(`The trial of the start was not done: ${why}`);
  }
}

function isReport({ text, stream }: TimedLine): boolean {
  return stream === 'out' && text.startsWith('{"');
}
