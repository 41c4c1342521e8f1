import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environmentOf, type MemberSettings } from './member-settings.ts';

const program = fileURLToPath(new URL('program.ts', import.meta.url));

/** One member's process, and what a host may do to it. */
export class Member {
  readonly #settings: MemberSettings;
  #child: ChildProcess;
  /** How it ended when nobody had asked for that. */
  failure: string | undefined;

  constructor(settings: MemberSettings) {
    this.#settings = settings;
    this.#child = this.#spawn();
  }

  /** Ends it in peace, as a new release does, and starts the next one. */
  async restart(): Promise<void> {
    await this.#end('SIGTERM');
    this.#child = this.#spawn();
  }

  /** Kills it as a crash does, and starts the next one. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
    this.#child = this.#spawn();
  }

  /** Stops its time: it holds what it holds, and does not know that it is taken for dead. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  async end(): Promise<void> {
    this.thaw();
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    child.removeAllListeners('exit');
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, ['--conditions=@holdfast/source', program], {
      env: { ...process.env, ...environmentOf(this.#settings) },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text) => (said += String(text)));
    child.once('exit', () => (this.failure = `${this.#settings.name} ended by itself: ${said.slice(-2_000)}`));
    return child;
  }
}
