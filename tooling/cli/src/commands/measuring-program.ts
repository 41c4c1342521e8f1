import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Interrupted, onInterrupt } from '../interrupts.ts';
import type { Terminal } from '../terminal.ts';

/** What takes long and is a program of its own: each kind has a folder, and each program one in there, with a `main.ts`. */
const folders = {
  bench: ['proofs', 'bench', 'src'],
  campaign: ['proofs', 'messaging', 'src', 'campaigns'],
  explorer: ['proofs', 'messaging', 'src'],
} as const;

export interface MeasuringProgram {
  readonly root: string;
  readonly terminal: Terminal;
  readonly kind: keyof typeof folders;
  /** A folder of its kind. */
  readonly name: string;
  /** What the program is given. */
  readonly args: readonly string[];
}

/** Runs a bench or a campaign, and hands on what it says and ends with. An interrupt reaches it, and it cleans up. */
export async function runMeasuringProgram({ root, terminal, kind, name, args }: MeasuringProgram): Promise<number> {
  const folder = join(root, ...folders[kind]);
  const names = namesIn(folder);
  if (!names.includes(name)) throw new UnknownProgram({ kind, name, names });
  const program = join(folder, name, 'main.ts');
  const child = spawn(process.execPath, ['--conditions=@holdfast/source', program, ...args], {
    cwd: root,
    // Its own process group, so that Ctrl-C reaches it once; with a channel, by which it knows when we are gone.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // Through us: whoever reads may stop reading (`| head`), and the program must clean up all the same.
  createInterface({ input: child.stdout! }).on('line', (line) => terminal.out(line));
  let interrupted: Interrupted | undefined;
  const stopListening = onInterrupt(({ count, signal }) => {
    interrupted = new Interrupted(signal);
    if (count === 1) terminal.say('  stopping what was started …');
    child.kill(count > 1 ? 'SIGKILL' : 'SIGINT');
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (interrupted) throw interrupted;
    return code ?? 1;
  } finally {
    stopListening();
  }
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'main.ts')));
}

/** There is no such folder, or it holds no program. */
export class UnknownProgram extends Error {
  readonly code = 'unknown-program';

  constructor({ kind, name, names }: { kind: keyof typeof folders; name: string; names: readonly string[] }) {
    super(`There is no ${kind} ${name} in ${folders[kind].join('/')}. There are: ${names.join(', ') || 'none'}.`);
  }
}
