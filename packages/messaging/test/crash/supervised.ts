import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { KillAt } from '@holdfast/testkit';
import { environmentOf, type ProgramSettings } from './program-settings.ts';

const program = fileURLToPath(new URL('program.ts', import.meta.url));

/** A process that is started again whenever it was killed. One that ends in any other way is a failure of the test. */
export class Supervised {
  readonly #settings: ProgramSettings;
  readonly #killAt: KillAt;
  #child: ChildProcess;
  #isEnding = false;
  restarts = 0;
  /** What it said when it ended by itself, which it must not. */
  failure: string | undefined;
  /** What it wrote about its troubles. */
  said = '';

  constructor(settings: ProgramSettings, killAt: KillAt = { nodeFlags: [], env: {} }) {
    this.#settings = settings;
    this.#killAt = killAt;
    this.#child = this.#spawn();
  }

  /** Kills it as a crash does. It is started again before this resolves, so that a second kill hits a new process. */
  async kill(): Promise<void> {
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await exited;
  }

  /** Stops its time until `thaw`: it holds what it holds, and does not know that it is taken for dead. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it for good, in peace. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const exited =
      this.#child.exitCode === null && this.#child.signalCode === null ? once(this.#child, 'exit') : undefined;
    this.thaw();
    this.#child.kill('SIGTERM');
    await exited;
  }

  #spawn(): ChildProcess {
    const flags = ['--conditions=@holdfast/source', ...this.#killAt.nodeFlags];
    const child = spawn(process.execPath, [...flags, program], {
      env: { ...process.env, ...environmentOf(this.#settings), ...this.#killAt.env },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (text) => (this.said += String(text)));
    child.on('exit', (_, signal) => {
      if (this.#isEnding) return;
      if (signal !== 'SIGKILL') this.failure = `${this.#settings.service} ended: ${this.said}`;
      else this.#again();
    });
    return child;
  }

  #again(): void {
    this.restarts += 1;
    this.#child = this.#spawn();
  }
}
