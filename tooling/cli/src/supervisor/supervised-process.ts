import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Run } from '@holdfast/local-infra';
import { backoffMs } from './backoff.ts';
import { whenOnlyADebuggerIsLeft } from './debugger-left.ts';

/** What is run: made anew for each start, so that a port or an environment may differ. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** How a process ended that should not have ended. */
export interface Crash {
  readonly name: string;
  readonly pid: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Crashes in a row, this one included. */
  readonly crashes: number;
  /** Undefined where it stays away until `restart`. */
  readonly restartInMs: number | undefined;
}

export interface SupervisedProcessOptions {
  readonly name: string;
  /** `start` counts from 1. */
  readonly program: (start: number) => Program | Promise<Program>;
  /** Both streams are appended here, by the process itself: the log is whole even if the supervisor is killed. */
  readonly logFile: string;
  readonly run: Pick<Run, 'add' | 'remove'>;
  readonly onCrash?: (crash: Crash) => void;
  readonly onStarted?: (process: { readonly name: string; readonly pid: number; readonly start: number }) => void;
  /** It cannot be started any more, because `program` threw. */
  readonly onGivenUp?: (error: unknown) => void;
  /** How long it stays away after so many crashes in a row; undefined keeps it away until `restart`. */
  readonly waitMs?: (crashes: number) => number | undefined;
  /** A process that lived as long as this has recovered; its next crash is a first one. */
  readonly stableAfterMs?: number;
}

/**
 * A process that is started again whenever it ends, with growing pauses, until `stop`. Every child stands in the run's
 * record while it lives, so whatever a SIGKILL of this process leaves behind is ended by the next command.
 */
export class SupervisedProcess {
  readonly name: string;
  readonly #options: SupervisedProcessOptions;
  #child: ChildProcess | undefined;
  #gone: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #starts = 0;
  #crashes = 0;
  #logFrom = 0;
  #lastCrashLogFrom: number | undefined;
  #isStopping = false;
  #isInspected = false;
  /** Its end was asked for, so it is no crash. */
  #asked: ChildProcess | undefined;

  constructor(options: SupervisedProcessOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Undefined between a crash and the next start, and after `stop`. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Crashes since it was last stable. */
  get crashes(): number {
    return this.#crashes;
  }

  /** Where in the log the last life that ended in a crash began to speak, in bytes. */
  get lastCrashLogFrom(): number | undefined {
    return this.#lastCrashLogFrom;
  }

  /** How often it has been started. */
  get starts(): number {
    return this.#starts;
  }

  async start(): Promise<void> {
    const program = await this.#options.program(this.#starts + 1);
    if (this.#isStopping || this.#child) return;
    this.#starts += 1;
    this.#launch(program);
  }

  /**
   * Ends the process as `stop` does and starts it anew; one that is away is started at once. Its crashes are forgotten: what
   * runs now is something else. After `stop` nothing is started.
   */
  async restart({ patienceMs }: { patienceMs: number }): Promise<void> {
    clearTimeout(this.#timer);
    this.#crashes = 0;
    this.#asked = this.#child;
    await this.#end(patienceMs);
    await this.start();
  }

  /** Sends a signal to the living process; false when there is none. It is started again unless `stop` came first. */
  kill(signal: NodeJS.Signals): boolean {
    return this.#child?.kill(signal) ?? false;
  }

  /** Asks with SIGTERM, kills after the patience; resolves when the process is gone and will not come back. A repeat is fine. */
  async stop({ patienceMs }: { patienceMs: number }): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#end(patienceMs);
  }

  async #end(patienceMs: number): Promise<void> {
    const logSize = sizeOf(this.#options.logFile);
    this.kill('SIGTERM');
    const end = (): boolean => this.kill('SIGKILL');
    const impatient = setTimeout(end, patienceMs);
    const lookNoMore = this.#isInspected
      ? whenOnlyADebuggerIsLeft({ file: this.#options.logFile, fromByte: logSize }, end)
      : undefined;
    await this.#gone;
    clearTimeout(impatient);
    lookNoMore?.();
  }

  #launch({ command, args, cwd, env }: Program): void {
    this.#isInspected = args.some((arg) => arg.startsWith('--inspect'));
    mkdirSync(dirname(this.#options.logFile), { recursive: true });
    const log = openSync(this.#options.logFile, 'a');
    this.#logFrom = fstatSync(log).size;
    // Its own process group: Ctrl-C in a terminal must reach us alone, or the services would go before they are asked to.
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const startedAt = performance.now();
    if (child.pid !== undefined) this.#options.run.add({ name: this.name, pid: child.pid, kind: 'client' });
    this.#child = child;
    this.#gone = new Promise((resolve) => {
      const over = (code: number | null, signal: NodeJS.Signals | null): void => {
        this.#ended(child, { code, signal, livedMs: performance.now() - startedAt });
        resolve();
      };
      child.once('exit', over);
      child.once('error', () => child.pid === undefined && over(127, null)); // The command does not exist.
    });
    if (child.pid !== undefined) this.#options.onStarted?.({ name: this.name, pid: child.pid, start: this.#starts });
  }

  #ended(child: ChildProcess, end: { code: number | null; signal: NodeJS.Signals | null; livedMs: number }): void {
    this.#child = undefined;
    if (child.pid !== undefined) this.#options.run.remove(child.pid);
    if (this.#isStopping || this.#asked === child) return;
    this.#lastCrashLogFrom = this.#logFrom;
    this.#crashes = end.livedMs >= (this.#options.stableAfterMs ?? 30_000) ? 1 : this.#crashes + 1;
    const restartInMs = (this.#options.waitMs ?? backoffMs)(this.#crashes);
    const { code, signal } = end;
    if (restartInMs !== undefined) {
      this.#timer = setTimeout(() => void this.start().catch((error) => this.#options.onGivenUp?.(error)), restartInMs);
    }
    this.#options.onCrash?.({
      name: this.name,
      pid: child.pid ?? 0,
      code,
      signal,
      crashes: this.#crashes,
      restartInMs,
    });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
