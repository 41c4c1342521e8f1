import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from '@holdfast/local-infra';
import { betweenMarks } from '../between-marks.ts';
import { machineLine } from '../start/tables-of.ts';
import { asMarkdown } from '../tables.ts';
import { comparisonOf } from './comparison-of.ts';
import type { Groups, Results } from './results.ts';
import { tablesOf } from './tables-of.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** Where results are kept, and the page that shows them. */
interface Kept {
  readonly file: string;
  readonly page: string;
  /** The page that compares both relays. */
  readonly comparison: string;
}

const committed: Kept = {
  file: join(root, 'proofs', 'bench', 'results', 'messaging.json'),
  page: join(root, 'docs', 'messaging', 'speed.md'),
  comparison: join(root, 'docs', 'messaging', 'two-relays.md'),
};

/**
 * Writes what was measured, and the page. Groups that were not measured this time stay, if they are of the same machine:
 * so a run that was broken off goes on with `--rows`, and two machines never stand in one table.
 */
export function keep(results: Results, { file, page, comparison }: Kept = committed): Results {
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Results) : undefined;
  const all =
    before && before.fsync === results.fsync && isSameMachine(before.machine, results.machine)
      ? merged(before, results)
      : results;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  writeFileSync(page, pageWith(readFileSync(page, 'utf8'), all));
  writeFileSync(comparison, comparisonWith(readFileSync(comparison, 'utf8'), all.groups));
  return all;
}

/** A run that needs no Kafka does not know its version: only what both know is compared. */
function isSameMachine(before: Machine, now: Machine): boolean {
  const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  const versions = Object.entries(now.versions).every(([of, is]) => (before.versions[of] ?? is) === is);
  return versions && isSame({ ...before, versions: {} }, { ...now, versions: {} });
}

function merged(before: Results, now: Results): Results {
  const machine = { ...now.machine, versions: { ...before.machine.versions, ...now.machine.versions } };
  return { ...now, machine, groups: { ...before.groups, ...now.groups } };
}

/** Whether the page shows what the results say. */
export function isPageCut({ file, page, comparison }: Kept = committed): boolean {
  const beside = readFileSync(comparison, 'utf8');
  // Without results, only what says so may stand there.
  if (!existsSync(file)) return beside === comparisonWith(beside, {});
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const text = readFileSync(page, 'utf8');
  return text === pageWith(text, results) && beside === comparisonWith(beside, results.groups);
}

function comparisonWith(text: string, groups: Groups): string {
  return betweenMarks(text, 'two relays', asMarkdown(comparisonOf(groups)));
}

/** The page with these results between its two marks. */
function pageWith(text: string, { machine, fsync, groups }: Results): string {
  const tables = tablesOf(groups).map(asMarkdown).join('\n');
  return betweenMarks(text, 'messaging', `Measured on ${machineLine(machine)}; fsync by ${fsync}.\n\n${tables}`);
}
