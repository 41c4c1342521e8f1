import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { KillAt } from '@holdfast/testkit';

const program = fileURLToPath(new URL('program.ts', import.meta.url));

/** A process with an executor. */
export class Running {
  readonly #child: ChildProcess;
  said = '';

  constructor(env: Record<string, string>, killAt: KillAt = { nodeFlags: [], env: {} }) {
    const flags = ['--conditions=@holdfast/source'];
    this.#child = spawn(process.execPath, [...flags, ...killAt.nodeFlags, program], {
      env: { ...process.env, ...env, ...killAt.env },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    this.#child.stderr!.on('data', (text) => (this.said += String(text)));
  }

  get isOver(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** By which signal it ended, once it has. */
  async killedBy(): Promise<string | null> {
    if (!this.isOver) await once(this.#child, 'exit');
    return this.#child.signalCode;
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#child.kill(signal);
  }

  async end(): Promise<void> {
    if (this.isOver) return;
    this.signal('SIGCONT');
    this.signal('SIGTERM');
    await this.killedBy();
  }
}
