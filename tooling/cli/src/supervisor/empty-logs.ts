import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Logs are of this start alone: a person who looks for an error must not find last week's. */
export function emptyLogs(state: string): string {
  const logs = join(state, 'logs');
  mkdirSync(logs, { recursive: true });
  for (const name of readdirSync(logs)) if (name.endsWith('.log')) rmSync(join(logs, name), { force: true });
  return logs;
}
