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
  /** For each app that was left out, the file with the environment it would have had. */
  readonly environmentFiles?: Readonly<Record<string, string>>;
  readonly infra: Readonly<
    Record<string, { readonly version: string; readonly provider: string; readonly at: string }>
  >;
  readonly processes: readonly RecordedProcess[];
  /** Processes of services that belong to it and do not run: between a crash and the next start, or waiting for a save. */
  readonly absent?: readonly string[];
}

/** One process of a system, and when it started, so that another process that got its number is not taken for it. */
export type RecordedProcess = ProcessIdentity & {
  readonly name: string;
  readonly url?: string;
  readonly adminUrl?: string;
  /** Where a debugger finds it. */
  readonly debug?: string;
};

/** A system of which something runs, as it is at the moment. */
export interface FoundSystem extends Omit<SystemRecord, 'processes'> {
  readonly run: string;
  /** Its start was killed, and nobody looks after what is left of it. */
  readonly orphaned?: true;
  readonly processes: readonly (RecordedProcess & { readonly ended?: true })[];
}

/** Replaces the record of a run as a whole. */
export function writeSystemRecord(runFolder: string, record: SystemRecord): void {
  const file = join(runFolder, fileName);
  mkdirSync(runFolder, { recursive: true });
  writeFileSync(`${file}.draft`, JSON.stringify(record, null, 2), { mode: 0o600 });
  renameSync(`${file}.draft`, file);
}

/** The systems of this checkout of which something runs now: whole ones, and what a killed start left behind. */
export function runningSystems(root: string): FoundSystem[] {
  const runs = join(root, '.holdfast', 'runs');
  return foldersIn(runs).flatMap((run) => {
    const record = readRecord(join(runs, run, fileName));
    return record === undefined ? [] : found(run, record);
  });
}

function found(run: string, record: SystemRecord): FoundSystem[] {
  const left = record.processes.filter(isRunning);
  if (isRunning(record.owner)) {
    const processes = record.processes.map((one) => (left.includes(one) ? one : { ...one, ended: true as const }));
    return [{ run, ...record, processes }];
  }
  return left.length === 0 ? [] : [{ run, ...record, orphaned: true, processes: left }];
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
