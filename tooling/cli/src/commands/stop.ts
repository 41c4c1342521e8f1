import { endAllRuns, endDeadRuns, type EndedRun } from '@holdfast/local-infra';
import { runningSystems, type FoundSystem } from '../supervisor/system-record.ts';
import type { Terminal } from '../terminal.ts';

export interface StopCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly json?: boolean;
}

/** Ends every run of this checkout, also what a killed one left behind. Resolves to 0, also when there was nothing. */
export async function stopCommand({ root, terminal, json }: StopCommand): Promise<number> {
  // Read before it ends: a run that is asked to stop ends its processes itself and takes its record with it.
  const systems = new Map(runningSystems(root).map((system) => [system.run, system]));
  const runs = [...(await endDeadRuns(root)), ...(await endAllRuns(root))];
  const ended = runs.map((run) => described(run, systems.get(run.id)));
  if (json) terminal.out(JSON.stringify({ ended }));
  else if (ended.length === 0) terminal.out('Nothing was running here.');
  else for (const run of ended) terminal.out(lineOf(run));
  return 0;
}

/** A run that was ended; the first two are known of a system. */
interface StoppedRun extends EndedRun {
  readonly system?: string;
  readonly process?: number;
}

function described({ id, name, ended }: EndedRun, system: FoundSystem | undefined): StoppedRun {
  if (!system) return { id, name, ended: ended.map((one) => (one === name ? 'its process' : one)) };
  const names = system.processes.filter((process) => !process.ended).map((process) => process.name);
  const others = ended.filter((one) => one !== name);
  return { id, name, system: system.system, process: system.owner.pid, ended: [...new Set([...names, ...others])] };
}

function lineOf({ name, system, process, ended }: StoppedRun): string {
  const what = system === undefined ? name : `${system} (process ${process})`;
  return `${what}: ${ended.length === 0 ? 'was over' : `ended ${ended.join(', ')}`}`;
}
