import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeProject } from './docker/docker-engine.ts';
import type { ComposeProject } from './docker/docker-engine.ts';
import { endProcess } from './end-process.ts';
import { isRunning } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import type { NewChild } from './run.ts';

/** What is written down about a run. */
export interface RunRecord {
  readonly id: string;
  readonly name: string;
  readonly owner: ProcessIdentity;
  children: readonly RecordedChild[];
  projects: readonly ComposeProject[];
}

export type RecordedChild = ProcessIdentity & NewChild;

/** A record and where it and the run's folder are. */
export interface RecordedEntry {
  readonly file: string;
  readonly folder: string;
  readonly record: RunRecord;
}

/** What was found of a run and ended. */
export interface EndedRun {
  readonly id: string;
  readonly name: string;
  /** Names of the processes and container projects that were still there. */
  readonly ended: readonly string[];
}

/** Ends everything that a record names. Two processes may do this at once: each step is fine when it has been done before. */
export async function endRecorded({ file, folder, record }: RecordedEntry): Promise<EndedRun> {
  const left = record.children.filter(isRunning);
  const end = async (child: RecordedChild) => await endProcess(child, { signal: child.stopSignal ?? 'SIGTERM' });
  await Promise.all(left.filter(({ kind }) => kind !== 'server').map(end));
  await Promise.all(left.filter(({ kind }) => kind === 'server').map(end));
  // Where the engine does not answer, the record stays, so that a later call takes its containers down.
  const areProjectsGone = await removeAll(record.projects);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  if (areProjectsGone) rmSync(file, { force: true });
  return { id: record.id, name: record.name, ended: [...left, ...record.projects].map(({ name }) => name) };
}

/** All runs of a checkout that are written down now. */
export function recordsIn(root: string): RecordedEntry[] {
  return fileNamesIn(runsFolder(root)).flatMap((name) => {
    const file = join(runsFolder(root), name);
    const record = readRecord(file);
    return record === undefined ? [] : [{ file, folder: file.slice(0, -'.json'.length), record }];
  });
}

/** Where the runs of a checkout are written down. */
export function runsFolder(root: string): string {
  return join(root, '.holdfast', 'runs');
}

async function removeAll(projects: readonly ComposeProject[]): Promise<boolean> {
  const results = await Promise.allSettled(projects.map(async (project) => await removeProject(project)));
  return results.every(({ status }) => status === 'fulfilled');
}

function fileNamesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

// A record is replaced as a whole, so it is never half written; it may be gone, because its run has just ended.
function readRecord(file: string): RunRecord | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
  } catch {
    return undefined;
  }
}
