import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { betweenMarks } from '../between-marks.ts';
import { machineLine } from '../start/tables-of.ts';
import { asMarkdown } from '../tables.ts';
import type { Results } from './results.ts';
import { tablesOf } from './tables-of.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** Where results are kept, and the page that shows them. */
interface Kept {
  readonly file: string;
  readonly page: string;
}

const committed: Kept = {
  file: join(root, 'proofs', 'bench', 'results', 'messaging.json'),
  page: join(root, 'docs', 'messaging', 'speed.md'),
};

/**
 * Writes what was measured, and the page. Groups that were not measured this time stay, if they are of the same machine:
 * so a run that was broken off goes on with `--rows`, and two machines never stand in one table.
 */
export function keep(results: Results, { file, page }: Kept = committed): Results {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
  const isSameMachine = JSON.stringify(before?.machine) === JSON.stringify(results.machine);
  const all = isSameMachine ? { ...results, groups: { ...before?.groups, ...results.groups } } : results;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), all));
  return all;
}

/** Whether the page shows what the results say. */
export function isPageCut({ file, page }: Kept = committed): boolean {
  if (!existsSync(file)) return true;
  const text = readFileSync(page, 'utf8');
  return text === pageWith(text, JSON.parse(readFileSync(file, 'utf8')) as Results);
}

/** The page with these results between its two marks. */
function pageWith(text: string, { machine, fsync, groups }: Results): string {
  const tables = tablesOf(groups).map(asMarkdown).join('\n');
  return betweenMarks(text, 'messaging', `Measured on ${machineLine(machine)}; fsync by ${fsync}.\n\n${tables}`);
}
