import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Results } from './results.ts';

/** What was measured last and committed. */
const resultsFile = join(import.meta.dirname, '..', '..', 'results', 'messaging.json');

/**
 * Writes what was measured. Groups that were not measured this time stay, if they are of the same machine: so a run that
 * was broken off goes on with `--rows`, and two machines never stand in one table.
 */
export function keep(results: Results, file: string = resultsFile): Results {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
  const isSameMachine = JSON.stringify(before?.machine) === JSON.stringify(results.machine);
  const all = isSameMachine ? { ...results, groups: { ...before?.groups, ...results.groups } } : results;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  return all;
}
