import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Memory of one process, in kilobytes. `pssKb` counts shared pages in part, so that a sum counts each once; only Linux tells it. */
export interface ProcessMemory {
  readonly pid: number;
  readonly parent: number;
  readonly rssKb: number;
  readonly pssKb?: number;
}

/** Every process below `pid`, itself included, as it is now. */
export function memoryBelow(pid: number): ProcessMemory[] {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  const below = pidsBelow(pid, all);
  return all.filter((one) => below.has(one.pid)).map((one) => ({ ...one, ...pssOf(one.pid) }));
}

/** The process and all that descend from it. */
export function pidsBelow(pid: number, all: readonly Pick<ProcessMemory, 'pid' | 'parent'>[]): Set<number> {
  const below = new Set([pid]);
  for (let before = 0; before !== below.size;) {
    before = below.size;
    for (const one of all) if (below.has(one.parent)) below.add(one.pid);
  }
  return below;
}

function fromProc(): ProcessMemory[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const status = textOf(`/proc/${pid}/status`);
    const rss = /^VmRSS:\s+(\d+)/m.exec(status)?.[1];
    const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1];
    // A thread of the kernel has no memory of its own.
    return rss === undefined || parent === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), rssKb: Number(rss) }];
  });
}

function pssOf(pid: number): { pssKb?: number } {
  const pss = /^Pss:\s+(\d+)/m.exec(textOf(`/proc/${pid}/smaps_rollup`))?.[1];
  return pss === undefined ? {} : { pssKb: Number(pss) };
}

function fromPs(): ProcessMemory[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' });
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, rssKb = 0]) => ({ pid, parent, rssKb }));
}

/** Empty for a process that has ended, or whose memory is not ours to see. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
