import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from '@holdfast/local-infra';

/** What a running system tells the `status` command, through a file in the folder of its run. */
export interface SystemRecord {
  readonly system: string;
  readonly owner: ProcessIdentity;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly state: string;
  readonly namespace: string;
  readonly infra: Readonly<
    Record<string, { readonly version: string; readonly provider: string; readonly at: string }>
  >;
  readonly processes: readonly { readonly name: string; readonly pid: number; readonly url?: string }[];
}

/** Replaces the record of a run as a whole. */
export function writeSystemRecord(runFolder: string, record: SystemRecord): void {
  const file = join(runFolder, fileName);
  mkdirSync(runFolder, { recursive: true });
  writeFileSync(`${file}.draft`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${file}.draft`, file);
}

/** The systems of this checkout that run now. */
export function runningSystems(root: string): SystemRecord[] {
  const runs = join(root, '.holdfast', 'runs');
  return foldersIn(runs)
    .map((name) => readRecord(join(runs, name, fileName)))
    .filter((record) => record !== undefined)
    .filter(({ owner }) => isRunning(owner));
}

const fileName = 'system.json';

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function readRecord(file: string): SystemRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SystemRecord;
  } catch {
    return undefined;
  }
}
