import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Interrupted, onInterrupt } from '../interrupts.ts';
import type { Terminal } from '../terminal.ts';

export interface BenchCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** A folder in `proofs/bench/src` with a `main.ts`. */
  readonly name: string;
  /** What that program is given. */
  readonly args: readonly string[];
}

/** Runs a bench as a program of its own, and hands on what it says and ends with. An interrupt reaches it, and it cleans up. */
export async function benchCommand({ root, terminal, name, args }: BenchCommand): Promise<number> {
  const program = join(benchesOf(root), name, 'main.ts');
  if (!existsSync(program) || !benchNames(root).includes(name)) throw new UnknownBench(name, benchNames(root));
  const child = spawn(process.execPath, ['--conditions=@holdfast/source', program, ...args], {
    cwd: root,
    // Its own process group, so that Ctrl-C reaches it once; with a channel, by which it knows when we are gone.
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  // Through us: whoever reads may stop reading (`| head`), and the bench must clean up all the same.
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

function benchesOf(root: string): string {
  return join(root, 'proofs', 'bench', 'src');
}

function benchNames(root: string): string[] {
  const folder = benchesOf(root);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, 'main.ts')));
}

/** There is no such folder, or it holds no program. */
export class UnknownBench extends Error {
  readonly code = 'unknown-bench';

  constructor(name: string, names: readonly string[]) {
    super(`There is no bench ${name} in proofs/bench/src. There are: ${names.join(', ') || 'none'}.`);
  }
}
