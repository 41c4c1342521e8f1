import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { endProcess, killNow } from '../end-process.ts';
import { childrenOf, isRunning, startTimeOf } from '../process-identity.ts';
import type { ProcessIdentity } from '../process-identity.ts';
import type { Run } from '../run.ts';
import { waitUntil } from '../wait-until.ts';
import { writeWhole } from '../write-whole.ts';

export interface ServerProgram {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** What it says goes here, after what earlier starts said. */
  readonly logFile: string;
  /** Remembers the process beside the data, so that the next start ends it if it is still there. */
  readonly identityFile: string;
  readonly stopSignal: NodeJS.Signals;
  readonly run: Run;
  readonly log: (line: string) => void;
}

/** A server that runs as a child of this process, in a process group of its own. */
export class ServerProcess {
  readonly #program: ServerProgram;
  readonly #child: ChildProcess;
  readonly #identity: ProcessIdentity;
  readonly #logStart: number;
  #isExpectedToEnd = false;

  /** Starts the program. Whether it can be used yet is the caller's question. */
  constructor(program: ServerProgram) {
    this.#program = program;
    this.#logStart = sizeOf(program.logFile);
    this.#child = spawnDetached(program);
    const pid = this.#child.pid;
    if (pid === undefined) throw new Error(`${program.command[0]} cannot be started; is it installed?`);
    program.run.add({ name: program.name, pid, stopSignal: program.stopSignal, kind: 'server' });
    this.#identity = { pid, startedAt: startTimeOf(pid) ?? 'ended already' };
    writeWhole(program.identityFile, JSON.stringify(this.#identity));
    this.#child.once('exit', (code, signal) => this.#onExit(signal ?? `code ${code}`));
  }

  get pid(): number {
    return this.#identity.pid;
  }

  hasEnded(): boolean {
    return !isRunning(this.#identity);
  }

  /** What it has said since this start. */
  output(): string {
    return readFileSync(this.#program.logFile).subarray(this.#logStart).toString();
  }

  async stop(): Promise<void> {
    this.#isExpectedToEnd = true;
    await endProcess(this.#identity, { signal: this.#program.stopSignal });
    this.#forget();
  }

  /** SIGKILL to it and its children: a parent that is killed alone would leave them running for a while. */
  async kill(): Promise<void> {
    this.#isExpectedToEnd = true;
    const all = [this.#identity, ...childrenOf(this.pid)];
    for (const one of all) killNow(one);
    await waitUntil(() => !all.some(isRunning), { withinMs: 10_000 });
    this.#forget();
  }

  #onExit(how: string): void {
    if (this.#isExpectedToEnd || this.#program.run.isEnding) return;
    this.#forget();
    const { name, log, logFile } = this.#program;
    log(`${name} ended by itself (${how}); its last words are in ${logFile}`);
    log(`${name} does not come back by itself: Ctrl-C, then start again.`);
  }

  #forget(): void {
    this.#program.run.remove(this.pid);
    rmSync(this.#program.identityFile, { force: true });
  }
}

/** Ends a server that an earlier process started on this data and could not stop because it was killed itself. */
export async function endLeftover({
  identityFile,
  stopSignal,
}: Pick<ServerProgram, 'identityFile' | 'stopSignal'>): Promise<void> {
  const identity = readIdentity(identityFile);
  if (identity !== undefined) await endProcess(identity, { signal: stopSignal });
}

function readIdentity(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

function spawnDetached({ command, env, logFile }: ServerProgram): ChildProcess {
  const [file = '', ...args] = command;
  const output = openSync(logFile, 'a', 0o600);
  // Its folder is the log's: there a crash dump is found, and not in the checkout.
  const child = spawn(file, args, {
    cwd: dirname(logFile),
    detached: true,
    stdio: ['ignore', output, output],
    ...(env && { env }),
  });
  child.on('error', () => undefined); // Seen as a missing pid, or as an exit.
  closeSync(output);
  return child;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
