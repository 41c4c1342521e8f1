import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environmentOf, type ServiceSettings } from './service-settings.ts';

const program = fileURLToPath(new URL('service.ts', import.meta.url));

/** A process of a service that is started again whenever it ends, as a supervisor would. */
export class Supervised {
  readonly name: string;
  readonly #settings: ServiceSettings;
  #child: ChildProcess;
  #isEnding = false;
  /** The one whose end was asked for. */
  #wanted: ChildProcess | undefined;
  /** How often it ended by itself: a client that cannot go on ends its process, so that is no failure. */
  endedByItself = 0;
  /** The last of what it wrote about its troubles. */
  said = '';

  constructor(name: string, settings: ServiceSettings) {
    this.name = name;
    this.#settings = settings;
    this.#child = this.#spawn();
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Kills it as a crash does. It is started again before this resolves. */
  async kill(): Promise<void> {
    await this.#signal('SIGKILL');
  }

  /** Ends it in peace, as a deployment does. It is started again before this resolves. */
  async restart(): Promise<void> {
    await this.#signal('SIGTERM');
  }

  /** Stops its time until `thaw`: it holds what it holds, and does not know that it is taken for dead. */
  freeze(): void {
    this.#child.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child.kill('SIGCONT');
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.thaw();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const patience = setTimeout(() => this.#child.kill('SIGKILL'), 20_000);
    await exited;
    clearTimeout(patience);
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    this.#wanted = this.#child;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }

  #spawn(): ChildProcess {
    const child = spawn(process.execPath, ['--conditions=@holdfast/source', program], {
      env: { ...process.env, ...environmentOf(this.#settings) },
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (text) => (this.said = `${this.said}${String(text)}`.slice(-4_000)));
    child.on('exit', () => {
      if (this.#isEnding) return;
      if (child !== this.#wanted) this.endedByItself += 1;
      this.#child = this.#spawn();
    });
    return child;
  }
}
