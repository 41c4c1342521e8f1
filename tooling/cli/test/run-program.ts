import { spawn, type ChildProcess } from 'node:child_process';

export interface ProgramToRun {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** A program that runs, and everything that it has said. */
export interface RunningProgram {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves when `pattern` has been said on one of the streams; rejects with what was said when the program ends first. */
  said(pattern: RegExp): Promise<void>;
  readonly ended: Promise<EndedProgram>;
}

export interface EndedProgram {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
  readonly tookMs: number;
}

/** Starts a program, as a person in a shell would, without a terminal. */
export function runProgram({ command, args = [], cwd, env = process.env }: ProgramToRun): RunningProgram {
  const startedAt = performance.now();
  const child = spawn(command, args, { ...(cwd && { cwd }), env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  const listeners = new Set<() => void>();
  const hear = (stream: 'out' | 'err') => (chunk: unknown) => {
    said[stream] += String(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', hear('out'));
  child.stderr.on('data', hear('err'));
  const ended = new Promise<EndedProgram>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...said, tookMs: performance.now() - startedAt }));
  });
  return {
    child,
    out: () => said.out,
    err: () => said.err,
    ended,
    said: async (pattern) => await heard(pattern),
  };

  async function heard(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const look = (): void => {
        if (!pattern.test(`${said.out}\n${said.err}`)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      look();
      void ended.then(({ code, out, err }) =>
        reject(new Error(`ended with ${code} before ${pattern}:\n${out}\n${err}`)),
      );
    });
  }
}

/**
 * Our environment without what an outer npm, vitest or holdfast put into it, and with other variables where they are given.
 * What a person set to reach the registry (a mirror, a proxy, a certificate) stays.
 */
export function cleanEnvironment(changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const outer =
    /^(npm_(package|lifecycle|command|execpath|node_execpath)|VITEST|HOLDFAST_|NODE_(OPTIONS|ENV|CHANNEL)|TEST$|DEV$|PROD$)/;
  const own = Object.entries(process.env).filter(([name]) => !outer.test(name));
  return { ...Object.fromEntries(own), ...changes };
}
