import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findSystem } from '../running/choose-system.ts';

/** The log of one process, by its name. */
export interface LogFile {
  readonly name: string;
  readonly file: string;
}

export interface LogQuestion {
  readonly root: string;
  /** A service, a simulator or a server. */
  readonly which?: string | undefined;
  readonly say: (line: string) => void;
}

/**
 * The logs of what runs here, else of what ran last: of all services and simulators, or of one of them, or of a server, which
 * must be named. Throws NoLogs.
 */
export function logFiles({ root, which, say }: LogQuestion): LogFile[] {
  const state = findSystem({ root, say })?.state ?? join(root, '.holdfast', 'state');
  const folder = join(state, 'logs');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.log')) : [];
  const ofApps = names.toSorted().map((name) => ({ name: name.slice(0, -'.log'.length), file: join(folder, name) }));
  if (which === undefined && ofApps.length > 0) return ofApps;
  const ofServers = [
    { name: 'postgres', file: join(state, 'postgres', 'postgres.log') },
    { name: 'kafka', file: join(state, 'kafka', 'broker.log') },
  ].filter(({ file }) => existsSync(file));
  const all = [...ofApps, ...ofServers];
  const found = all.filter(({ name }) => name === which || name.replace(/-\d+$/, '') === which);
  if (found.length === 0)
    throw new NoLogs(
      which,
      all.map(({ name }) => name),
    );
  return found;
}

/** Nothing has said anything, or nobody of this name. */
export class NoLogs extends Error {
  readonly code = 'no-logs';

  constructor(which: string | undefined, names: readonly string[]) {
    const nothing = 'Nothing has run here yet, or `./holdfast reset` removed it. Begin with: ./holdfast start';
    super(names.length === 0 ? nothing : `There is no log of ${which}. There are: ${names.join(', ')}.`);
  }
}
