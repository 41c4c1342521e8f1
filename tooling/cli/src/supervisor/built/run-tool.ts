import { spawn } from 'node:child_process';
import type { Run } from '@holdfast/local-infra';

/** A program of the toolchain that does one thing and ends. */
export interface Tool {
  readonly root: string;
  readonly run: Pick<Run, 'add' | 'remove'>;
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Aborting ends it, and whatever it has started. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs it to its end, as a child of the run. Throws ToolFailed with what it said. */
export async function runTool({ root, run, name, command, args, signal }: Tool): Promise<void> {
  const env = { ...process.env, CI: 'true', TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' };
  const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  if (child.pid !== undefined) run.add({ name, pid: child.pid });
  // It leads a group of its own: what it has started goes with it.
  const end = (): void => void (child.pid !== undefined && process.kill(-child.pid, 'SIGTERM'));
  signal?.addEventListener('abort', end, { once: true });
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    child.once('close', (exitCode, killedBy) => resolve(exitCode ?? killedBy));
  });
  signal?.removeEventListener('abort', end);
  if (child.pid !== undefined) run.remove(child.pid);
  if (code !== 0) throw new ToolFailed(name, [command, ...args].join(' '), said || `it ended with ${code}`);
}

/** Something could not be built or packed; nothing was started. */
export class ToolFailed extends Error {
  readonly code = 'tool-failed';

  constructor(name: string, commandLine: string, said: string) {
    const last = said.trimEnd().split('\n').slice(-30).join('\n');
    super(`The step '${name}' did not succeed. Run it by hand to see more: ${commandLine}\n${last}`);
  }
}
