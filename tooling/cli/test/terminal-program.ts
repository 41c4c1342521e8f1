import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Why no terminal can be had here; undefined where one can. */
export function whyNoTerminal(): string | undefined {
  const found = spawnSync('script', scriptArguments(['true']), { stdio: 'ignore' });
  return found.status === 0 ? undefined : 'no terminal can be made here; install the program `script`.';
}

/** Runs a command on a terminal of its own and gives all that came there. After a while it gets a Ctrl-C, as a person's key would send it. */
export async function onTerminal(
  command: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; patienceMs: number },
): Promise<string> {
  const { cwd, env, patienceMs } = options;
  const child = spawn('script', scriptArguments(command), { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const patience = setTimeout(() => child.stdin.write('\u0003'), patienceMs);
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  clearTimeout(patience);
  return output;
}

/** The two families of `script` take their command in two ways. None of ours needs quotes that a shell would not take as they are. */
function scriptArguments(command: readonly string[]): string[] {
  if (process.platform === 'darwin') return ['-q', '/dev/null', ...command];
  return ['-qefc', command.map((word) => `'${word}'`).join(' '), '/dev/null'];
}
