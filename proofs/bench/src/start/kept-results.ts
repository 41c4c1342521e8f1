import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { betweenMarks } from '../between-marks.ts';
import { asMarkdown } from '../tables.ts';
import type { Results } from './results.ts';
import { machineLine, tablesOf } from './tables-of.ts';

const folder = join(import.meta.dirname, '..', '..');
const file = join(folder, 'results', 'start.json');
const page = join(folder, 'README.md');

/** What was measured last and committed. */
function keptResults(): Results | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
}

/**
 * Writes results and page. Parts that were not measured this time stay, if they are of the same machine: a table in which
 * two machines stand side by side compares nothing.
 */
export function keep(results: Results): void {
  const before = keptResults();
  const isSameMachine = JSON.stringify(before?.machine) === JSON.stringify(results.machine);
  const all = isSameMachine ? { ...results, parts: { ...before?.parts, ...results.parts } } : results;
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), all));
}

/** Whether the page shows what the results say. */
export function isPageCut(): boolean {
  const results = keptResults();
  const text = readFileSync(page, 'utf8');
  return results === undefined || text === pageWith(text, results);
}

/** The page with these results between its two marks. */
export function pageWith(text: string, { machine, parts }: Results): string {
  const tables = tablesOf(parts).map(asMarkdown).join('\n');
  return betweenMarks(text, 'start', `Measured on ${machineLine(machine)}.\n\n${tables}`);
}
