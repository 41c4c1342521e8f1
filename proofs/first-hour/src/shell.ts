import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@holdfast/testkit';

/** What a command came to. */
export interface Ended {
  readonly code: number;
  readonly lines: readonly string[];
}

/** A command that goes on beside the others. */
export interface Staying {
  lines(): string[];
  /** Undefined while it runs. */
  code(): number | undefined;
  /** What a person does at its terminal: Ctrl-C reaches everything that it started there. Resolves when all of it has ended. */
  interrupt(): Promise<void>;
}

/** One shell as a reader has it open: folder and variables stay from one command to the next. */
export class Shell {
  readonly #bash: ChildProcess;
  readonly #folder: string;
  #said = '';
  #ended = false;

  constructor({ cwd, env, folder }: { cwd: string; env: NodeJS.ProcessEnv; folder: string }) {
    this.#folder = folder;
    this.#bash = spawn('bash', ['--noprofile', '--norc'], {
      cwd,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
    });
    this.#bash.stdout!.on('data', (chunk) => (this.#said += String(chunk)));
    this.#bash.once('close', () => (this.#ended = true));
    this.#bash.stdin!.on('error', () => undefined); // A shell that ended is noticed by what it does not say.
    // Without `pipefail`, what fails before a `| head` would look well.
    this.#bash.stdin!.write('exec 2>&1; set -o pipefail\n');
  }

  /** Runs a command to its end. Throws ShellEnded, or NotInTime after killing what it waited for. */
  async run(command: string, { withinMs }: { withinMs: number }): Promise<Ended> {
    return await this.#until(`{ ${command}\n} </dev/null\n`, command, withinMs);
  }

  /** Starts a command in a group of its own, as a second terminal would, and does not wait. */
  async stay(command: string): Promise<Staying> {
    const file = join(this.#folder, `${randomUUID()}.out`);
    const noted = `${file}.code`;
    const script = `set -m\n{ ${command}\necho $? >${noted}; } </dev/null >${file} 2>&1 &\nset +m\n`;
    await this.#until(script, command, 10_000);
    const { lines } = await this.#until('echo $!\n', command, 10_000);
    const group = Number(lines[0]);
    return {
      lines: () => readLines(file),
      code: () => (exists(group) ? undefined : Number(readLines(noted)[0] ?? 130)),
      interrupt: async () => {
        if (exists(group)) process.kill(-group, 'SIGINT');
        await eventually(() => !exists(group) || undefined, { withinMs: 60_000, what: `the end of ${command}` });
      },
    };
  }

  /** Ends the shell, and what still runs in it. */
  close(): void {
    if (!this.#ended) process.kill(-this.#bash.pid!, 'SIGKILL');
  }

  async #until(script: string, command: string, withinMs: number): Promise<Ended> {
    const mark = `done-${randomUUID()}`;
    this.#said = '';
    this.#bash.stdin!.write(`${script}printf '\\n%s %d\\n' ${mark} $?\n`);
    const pattern = new RegExp(`([^]*)\\n${mark} (\\d+)\\n`);
    const found = async () =>
      await eventually(() => pattern.exec(this.#said) ?? this.#ended, { withinMs, what: 'its end' });
    const answer = await found().catch(() => 'late' as const);
    if (typeof answer === 'object')
      return { code: Number(answer[2]), lines: answer[1]!.replace(/\n$/, '').split('\n') };
    this.close();
    throw new ShellEnded(
      command,
      answer === 'late' ? `${this.#said}\n(it was killed after ${withinMs / 1000} s)` : this.#said,
    );
  }
}

/** A command ended the shell, or did not end itself. */
export class ShellEnded extends Error {
  readonly code = 'shell-ended';

  constructor(command: string, said: string) {
    super(`the shell ended in ${command}:\n${said.slice(-4_000)}`);
  }
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n');
  } catch {
    return [];
  }
}

function exists(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
