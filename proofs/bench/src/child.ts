import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { Run } from '@holdfast/local-infra';

export interface Command {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A line that a program said, and when, in milliseconds since it was spawned. */
export interface TimedLine {
  readonly atMs: number;
  readonly text: string;
  readonly stream: 'out' | 'err';
}

/** A program as a person runs it in a terminal: it has a process group of its own, to which Ctrl-C goes. */
export class Child {
  readonly lines: TimedLine[] = [];
  readonly #child: ChildProcess;
  readonly #name: string;
  readonly #startedAt = performance.now();
  readonly #exited: Promise<unknown>;
  #endedAtMs: number | undefined;
  #isSilent = false;

  constructor({ name, command, args, cwd, env = process.env }: Command, run: Run) {
    this.#name = name;
    this.#child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    run.add({ name, pid: this.pid });
    this.#exited = once(this.#child, 'exit');
    this.#child.once('exit', () => {
      this.#endedAtMs = this.#nowMs();
      run.remove(this.pid);
    });
    // Some of what it said may come through after its end.
    this.#child.once('close', () => (this.#isSilent = true));
    this.#listen(this.#child.stdout!, 'out');
    this.#listen(this.#child.stderr!, 'err');
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} cannot be run`);
    return this.#child.pid;
  }

  /** Resolves to how long it ran. Throws ChildFailed when it ended with another code than 0. */
  async end(signal: AbortSignal): Promise<number> {
    await Promise.race([this.#exited, aborted(signal)]);
    if (this.#child.exitCode !== 0) throw new ChildFailed(this.#name, this.#child.exitCode, this.said());
    return this.#endedAtMs!;
  }

  /** The first line, from `from` on, that fits. Throws ChildFailed if there is none before it ends, or in time. */
  async line(
    fits: (line: TimedLine) => boolean,
    { signal, withinMs, from = 0 }: { signal: AbortSignal; withinMs: number; from?: number },
  ): Promise<TimedLine> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const found = this.lines.slice(from).find(fits);
      if (found) return found;
      signal.throwIfAborted();
      if (performance.now() > deadline || this.#isSilent)
        throw new ChildFailed(this.#name, this.#child.exitCode, this.said());
      await pause(5);
    }
  }

  /** Ctrl-C, and SIGKILL for what does not hear it. Resolves when nothing of its group is left. */
  async interrupt({ patienceMs = 60_000 }: { patienceMs?: number } = {}): Promise<void> {
    send(this.pid, 'SIGINT');
    const deadline = performance.now() + patienceMs;
    while (send(this.pid, 0) && performance.now() < deadline) await pause(20);
    send(this.pid, 'SIGKILL');
    await this.#exited;
  }

  said(): string {
    return this.lines
      .slice(-25)
      .map(({ text }) => text)
      .join('\n');
  }

  #nowMs(): number {
    return performance.now() - this.#startedAt;
  }

  #listen(stream: Readable, name: 'out' | 'err'): void {
    createInterface({ input: stream }).on('line', (text) => {
      this.lines.push({ atMs: this.#nowMs(), text, stream: name });
    });
  }
}

/** A program that is measured did not do what it is for; a number for it would be none. */
export class ChildFailed extends Error {
  readonly code = 'child-failed';

  constructor(name: string, code: number | null, said: string) {
    super(`${name} ${code === null ? 'did not say what was awaited' : `ended with ${code}`}. It said last:\n${said}`);
  }
}

/** To a whole process group; false when nothing of it is left. */
function send(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
