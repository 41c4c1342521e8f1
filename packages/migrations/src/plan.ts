import type { LedgerRow } from './ledger.ts';
import { readName } from './migration-file.ts';
import type { MigrationFile } from './migration-file.ts';

/** What a job would do: the files to apply, in sequence, or the reasons why it does nothing at all. */
export interface Plan {
  readonly toApply: readonly MigrationFile[];
  readonly refusals: readonly Refusal[];
  /** Rows of a newer release, whose files this one does not have. They are fine: an older release runs on a newer schema. */
  readonly newer: readonly LedgerRow[];
}

/** Why a database and a set of files do not belong together. */
export interface Refusal {
  readonly package: string;
  readonly file: string;
  readonly reason: 'changed' | 'missing' | 'out-of-sequence';
  /** A sentence that says what to do. */
  readonly problem: string;
}

/** Compares files with ledger. Pure; the files are in the sequence in which they would be applied. */
export function plan(files: readonly MigrationFile[], ledger: readonly LedgerRow[]): Plan {
  const rows = new Map(ledger.map((row) => [keyOf(row), row]));
  const known = new Set(files.map(keyOf));
  const toApply = files.filter((file) => !rows.has(keyOf(file)));
  const withoutFile = ledger.filter((row) => !known.has(keyOf(row)));
  const missing = withoutFile.filter((row) => numberOf(row) <= highest(files, row.package));
  return {
    toApply,
    newer: withoutFile.filter((row) => !missing.includes(row)),
    refusals: [
      ...files.flatMap((file) => refuseChanged(file, rows.get(keyOf(file)))),
      ...missing.map(refuseMissing),
      ...toApply.flatMap((file) => refuseOutOfSequence(file, ledger)),
    ],
  };
}

function refuseChanged(file: MigrationFile, row: LedgerRow | undefined): Refusal[] {
  if (row === undefined || row.sha256 === file.sha256) return [];
  const problem = `${file.package} ${file.file} was changed after it had been applied (${row.appliedAt.toISOString()}). Restore its text, and put the change into a new file.`;
  return [{ package: file.package, file: file.file, reason: 'changed', problem }];
}

// An older release lacks rows at the end. A row in the middle means that a file was deleted or renamed.
function refuseMissing({ package: name, file }: LedgerRow): Refusal {
  const problem = `${name} ${file} has been applied, and its file is gone while later ones are there. Restore it under this name: applied files are never deleted or renamed.`;
  return { package: name, file, reason: 'missing', problem };
}

function refuseOutOfSequence(file: MigrationFile, ledger: readonly LedgerRow[]): Refusal[] {
  const later = ledger.find((row) => row.package === file.package && numberOf(row) > file.number);
  if (later === undefined) return [];
  const problem = `${file.package} ${file.file} comes before ${later.file}, which has already been applied: other databases would get the two in another sequence. Give it the next free number.`;
  return [{ package: file.package, file: file.file, reason: 'out-of-sequence', problem }];
}

function highest(files: readonly MigrationFile[], packageName: string): number {
  return Math.max(-1, ...files.filter((file) => file.package === packageName).map(({ number }) => number));
}

function numberOf(row: LedgerRow): number {
  return readName(row.file)?.number ?? 0;
}

function keyOf({ package: name, file }: { package: string; file: string }): string {
  return `${name} ${file}`;
}
