import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process of a reader that is still there. */
export interface LeftBehind {
  readonly pid: number;
  readonly command: string;
}

/** Every process that has `folder` in its command or, where the machine tells that, in its environment. */
export function leftBehind(folder: string): LeftBehind[] {
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,command='], { encoding: 'utf8', maxBuffer: 1 << 26 });
  return stdout.split('\n').flatMap((line) => {
    const [, number = '', command = ''] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    const pid = Number(number);
    if (pid === 0 || pid === process.pid) return [];
    return command.includes(folder) || environmentOf(pid).includes(folder) ? [{ pid, command }] : [];
  });
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // It has ended, is another person's, or the machine does not tell.
  }
}
