import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startRun } from '@holdfast/local-infra';
import { onTestFinished } from 'vitest';

type Line = Record<string, unknown>;

type Over = (end: () => Promise<void>) => void;

const root = join(import.meta.dirname, '../../..');

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A garden in a process of its own, run from its sources. */
export interface GardenProcess {
  readonly child: ChildProcess;
  /** Every line of its log so far. */
  readonly lines: readonly Line[];
  stderr(): string;
  /** The first line that has this text, now or later. Rejects when the process ends without it. */
  said(msg: string): Promise<Line>;
  url(): Promise<string>;
  adminUrl(): Promise<string>;
  /** Resolves when it has ended, and its output has been read. */
  readonly ended: Promise<Ending>;
}

/** Starts it with this environment and nothing else. It is killed when the test is over, or when `over` says. */
export function startGarden(
  environment: Record<string, string>,
  { main = 'garden/main.ts', over = onTestFinished }: { main?: string; over?: Over } = {},
): GardenProcess {
  const run = startRun(root, 'garden');
  const child = spawn(
    process.execPath,
    ['--conditions=@holdfast/source', '--import', '@holdfast/source-loader', join(import.meta.dirname, main)],
    { cwd: import.meta.dirname, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  // Written down, so that it does not outlive a test run that is killed.
  if (child.pid !== undefined) run.add({ name: 'garden', pid: child.pid, stopSignal: 'SIGKILL' });
  over(() => run.end());
  const lines: Line[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line) as Line);
    for (const look of waiting) look();
  });
  const ended = once(child, 'close').then(([code, signal]): Ending => ({ code, signal }));

  const said = (msg: string) =>
    new Promise<Line>((resolve, reject) => {
      const look = () => {
        const line = lines.find((one) => one['msg'] === msg);
        if (line) resolve(line);
      };
      waiting.add(look);
      look();
      void ended.then(() =>
        reject(new Error(`it ended and never said "${msg}"\n${stderr}${JSON.stringify(lines.at(-1))}`)),
      );
    });
  const listening = (field: string) => said('listening').then((line) => String(line[field]));
  return {
    child,
    lines,
    stderr: () => stderr,
    said,
    ended,
    url: () => listening('url'),
    adminUrl: () => listening('adminUrl'),
  };
}
