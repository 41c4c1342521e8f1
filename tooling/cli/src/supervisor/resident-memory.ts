import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Memory that a process holds, in whole megabytes; undefined when it is gone or the system does not tell. */
export function residentMemoryMb(pid: number): number | undefined {
  const kb = process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
  return kb === undefined ? undefined : Math.round(kb / 1024);
}

function fromProc(pid: number): number | undefined {
  try {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) : undefined;
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): number | undefined {
  const { stdout } = spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  const kb = Number.parseInt(stdout ?? '', 10);
  return Number.isNaN(kb) ? undefined : kb;
}
