import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What came of a command whose reader left. */
export interface Unread {
  /** What was read of it. */
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How long a reader stays: `| true`, `| head -1`, or to the end. */
export type Reader = 'gone' | 'for-a-line' | 'to-the-end';

/**
 * Runs a command in a pipe whose reader may leave before its end. A command that is still at work after a while gets a
 * Ctrl-C, as it would from a person who waits no longer.
 */
export async function readBy(
  reader: Reader,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; patienceMs: number },
): Promise<Unread> {
  const { cwd, env, patienceMs } = options;
  const child = spawn(join(cwd, 'holdfast'), args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const patience = setTimeout(() => child.kill('SIGINT'), patienceMs);
  let out = '';
  let err = '';
  if (reader === 'gone') child.stdout.destroy();
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
    if (reader === 'for-a-line' && out.includes('\n')) child.stdout.destroy();
  });
  const [code, signal] = await exit;
  clearTimeout(patience);
  return { out, err, code, signal };
}
