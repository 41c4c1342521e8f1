import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Copies the logs of services and servers out of a state that is about to be deleted, into `.holdfast/last-failure`, which
 * then holds nothing else. Returns that place as a person names it, or undefined where there is no log.
 */
export function keepLogs(root: string, state: string): string | undefined {
  const present = logs.filter((log) => existsSync(join(state, log)));
  if (present.length === 0) return undefined;
  const kept = join(root, place);
  rmSync(kept, { recursive: true, force: true });
  // Logs tell of people and places: whoever shares this machine reads them no more than the state itself.
  mkdirSync(kept, { recursive: true, mode: 0o700 });
  for (const log of present) {
    mkdirSync(dirname(join(kept, log)), { recursive: true });
    cpSync(join(state, log), join(kept, log), { recursive: true });
  }
  return place;
}

const place = join('.holdfast', 'last-failure');
const logs = ['logs', join('postgres', 'postgres.log'), join('kafka', 'broker.log')];
