import { readFileSync } from 'node:fs';

/** One kill that happened. */
export interface Kill {
  /** As it was asked for: `relay.acked#3`. */
  readonly at: string;
  readonly point: string;
  readonly pid: number;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A kill was asked for and did not happen, so whatever the test found says nothing about it. */
export class KillNotFelt extends Error {
  readonly code = 'kill-not-felt';
  readonly points: readonly string[];

  constructor(message: string, points: readonly string[]) {
    super(message);
    this.points = points;
  }
}

/**
 * Reads the log of {@link killAt}, prints how often a process was killed at each point, and gives that count. Throws
 * {@link KillNotFelt} when a point that was armed was never felt, or when nothing was armed at all: a test whose fault did
 * not happen has shown nothing.
 */
export function killsFelt(logFile: string): Readonly<Record<string, number>> {
  const entries = readLog(logFile);
  const armed = new Set(entries.map(({ at }) => at));
  if (armed.size === 0)
    throw new KillNotFelt(
      `${logFile} is empty: no process was started with the flags and variables of \`killAt\`.`,
      [],
    );
  const kills = killsIn(entries);
  const silent = [...armed].filter((at) => !kills.some((kill) => kill.at === at));
  const counts = countByPoint(entries, kills);
  process.stdout.write(
    `kills felt: ${Object.entries(counts)
      .map((entry) => entry.join(' '))
      .join(', ')}\n`,
  );
  if (silent.length > 0) {
    throw new KillNotFelt(`Not felt: ${silent.join(', ')}. The process never came there, or not that often.`, silent);
  }
  return counts;
}

/** All kills of a log, in their sequence; none if nothing has been armed yet. */
export function killsOf(logFile: string): readonly Kill[] {
  return killsIn(readLog(logFile));
}

type Entry = Kill & { readonly event: 'armed' | 'killed' };

function killsIn(entries: readonly Entry[]): Kill[] {
  return entries
    .filter(({ event }) => event === 'killed')
    .map(({ at, point, pid, facts }) => ({ at, point, pid, facts }));
}

function countByPoint(entries: readonly Entry[], kills: readonly Kill[]): Record<string, number> {
  const points = [...new Set(entries.map(({ point }) => point))].toSorted();
  return Object.fromEntries(points.map((point) => [point, kills.filter((kill) => kill.point === point).length]));
}

function readLog(logFile: string): Entry[] {
  return textOf(logFile)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
