import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Answers what a command says of itself. */
export interface CommandHelp {
  /** Undefined where there is no such command. Throws HelpUnavailable when the command line itself does not work. */
  of(command: readonly string[]): Promise<string | undefined>;
}

/** Asks the real command line of the tree at `root`, each command once. */
export function commandHelp(root: string): CommandHelp {
  const asked = new Map<string, Promise<string>>();
  const ask = async (command: readonly string[]): Promise<string> => {
    const key = command.join(' ');
    if (!asked.has(key)) asked.set(key, askProgram(root, command));
    return await asked.get(key)!;
  };
  return {
    of: async (command) => {
      const text = await ask(command);
      // An unknown command answers with the help of the one above it.
      return usageOf(text).startsWith(['holdfast', ...command].join(' ')) ? text : undefined;
    },
  };
}

/** The words of the first line, behind `Usage:`. */
export function usageOf(text: string): string {
  return /^Usage: (.*)$/m.exec(text)?.[1] ?? '';
}

async function askProgram(root: string, command: readonly string[]): Promise<string> {
  const main = join(root, 'tooling', 'cli', 'src', 'main.ts');
  const args = ['--conditions=@holdfast/source', main, ...command, '--help'];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' } });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (usageOf(out) === '' && !/unknown command/.test(err)) throw new HelpUnavailable(command, code, err);
  return out;
}

/** Nothing is known about the pages then. */
class HelpUnavailable extends Error {
  readonly code = 'help-unavailable';

  constructor(command: readonly string[], code: number | null, said: string) {
    super(`./holdfast ${[...command, '--help'].join(' ')} ended with ${code} and no help: ${said.trim().slice(-400)}`);
  }
}
