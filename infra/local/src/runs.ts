import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endProcess } from './end-process.ts';
import { identityOf, isRunning } from './process-identity.ts';
import { RecordedRun } from './recorded-run.ts';
import { endRecorded, recordsIn, runsFolder } from './run-records.ts';
import type { EndedRun } from './run-records.ts';
import type { Run } from './run.ts';
import { watchOverRun } from './runs-at-exit.ts';

/** Opens a run of this process below `<root>/.holdfast/runs`. */
export function startRun(root: string, name: string): Run {
  const id = `${name}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const folder = join(runsFolder(root), id);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const record = { id, name, owner: identityOf(process.pid), children: [], projects: [] };
  const run = new RecordedRun({ file: `${folder}.json`, folder, record });
  watchOverRun(run);
  return run;
}

/** Ends what runs of this checkout left behind when their process was killed. Runs whose process lives are not touched. */
export async function endDeadRuns(root: string): Promise<EndedRun[]> {
  const dead = recordsIn(root).filter(({ record }) => !isRunning(record.owner));
  return await Promise.all(dead.map(endRecorded));
}

/** Ends all runs of this checkout: asks their processes to stop, then ends what is left. The calling process's own runs stay. */
export async function endAllRuns(root: string): Promise<EndedRun[]> {
  const others = recordsIn(root).filter(({ record }) => record.owner.pid !== process.pid);
  return await Promise.all(
    others.map(async (entry) => {
      const wasRunning = isRunning(entry.record.owner);
      await endProcess(entry.record.owner, { patienceMs: 20_000 });
      const { id, name, ended } = await endRecorded(entry);
      return { id, name, ended: wasRunning ? [name, ...ended] : ended };
    }),
  );
}
