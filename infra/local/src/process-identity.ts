import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/**
 * When this process started, as a text to compare with and nothing else; undefined if there is no such process.
 * A process id alone is reused by the system, so whoever ends a recorded process compares this first. A zombie
 * counts as gone: it runs nothing, and where no parent collects it, it stays forever.
 */
export function startTimeOf(pid: number, platform: NodeJS.Platform = process.platform): string | undefined {
  return platform === 'linux' ? startTimeFromProc(pid) : startTimeFromPs(pid);
}

/** A process as it is written down: its number and when it started. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** The identity of a running process. Throws if it has already ended. */
export function identityOf(pid: number): ProcessIdentity {
  const startedAt = startTimeOf(pid);
  if (startedAt === undefined) throw new Error(`process ${pid} has already ended`);
  return { pid, startedAt };
}

/** Whether exactly this process still runs, and not merely another one that got its number. */
export function isRunning({ pid, startedAt }: ProcessIdentity): boolean {
  // A record that was damaged names nobody: without this, "no such process" would equal "no start time".
  return typeof startedAt === 'string' && startTimeOf(pid) === startedAt;
}

/** The direct children of a process. PostgreSQL's backends leave its process group, so a group signal misses them. */
export function childrenOf(pid: number, platform: NodeJS.Platform = process.platform): ProcessIdentity[] {
  const pids = platform === 'linux' ? childrenFromProc(pid) : childrenFromPs(pid);
  return pids.flatMap((child) => {
    const startedAt = startTimeOf(child, platform);
    return startedAt === undefined ? [] : [{ pid: child, startedAt }];
  });
}

// The clock ticks count from boot, so the boot's own id belongs to it.
function startTimeFromProc(pid: number): string | undefined {
  const fields = statOf(pid);
  if (fields === undefined || hasEnded(fields)) return undefined;
  return `${bootId()}:${fields.startTicks}`;
}

// The first thread of a killed process may be a zombie while others have not let go of their files and ports yet.
function hasEnded({ state, threads }: ProcessStat): boolean {
  return state === 'X' || (state === 'Z' && threads <= 1);
}

interface ProcessStat {
  readonly state: string;
  readonly parent: number;
  readonly threads: number;
  readonly startTicks: string;
}

function statOf(pid: number): ProcessStat | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      state: fields[0] ?? '',
      parent: Number(fields[1]),
      threads: Number(fields[17]),
      startTicks: fields[19] ?? '',
    };
  } catch {
    return undefined;
  }
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}

function childrenFromProc(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => statOf(pid)?.parent === parent);
}

function startTimeFromPs(pid: number): string | undefined {
  const line = ps(['-o', 'stat=,lstart=', '-p', String(pid)]).trim();
  const [state, ...startedAt] = line.split(/\s+/);
  return line === '' || state?.startsWith('Z') ? undefined : startedAt.join(' ');
}

function childrenFromPs(parent: number): number[] {
  return ps(['-ax', '-o', 'pid=,ppid='])
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, itsParent]) => (itsParent === parent && pid !== undefined ? [pid] : []));
}

function ps(args: string[]): string {
  const { stdout } = spawnSync('ps', args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });
  return stdout ?? '';
}
