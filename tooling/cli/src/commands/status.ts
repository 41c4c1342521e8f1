import { relative } from 'node:path';
import { healthOf, type Health } from '../supervisor/health-of.ts';
import { residentMemoryMb } from '../supervisor/resident-memory.ts';
import { runningSystems, type FoundSystem } from '../supervisor/system-record.ts';
import type { Terminal } from '../terminal.ts';

export interface StatusCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly json?: boolean;
}

/**
 * Says what runs in this checkout, where, how it is and how much memory it holds. Resolves to 0 if something does, else 1;
 * what runs is not necessarily well.
 */
export async function statusCommand({ root, terminal, json }: StatusCommand): Promise<number> {
  const systems = await Promise.all(runningSystems(root).map(asked));
  if (json) terminal.out(JSON.stringify({ systems }));
  else if (systems.length === 0) terminal.out('Nothing runs here. Begin with: ./holdfast start');
  else for (const system of systems) for (const line of linesOf(system, root)) terminal.out(line);
  return systems.length > 0 ? 0 : 1;
}

type AskedProcess = FoundSystem['processes'][number] & { readonly health?: Health; readonly rssMb?: number };
type AskedSystem = Omit<FoundSystem, 'processes'> & { readonly processes: readonly AskedProcess[] };

async function asked(system: FoundSystem): Promise<AskedSystem> {
  const processes = system.processes.map(async (process): Promise<AskedProcess> => {
    if (process.ended) return process;
    const place = process.adminUrl ?? process.url ?? addressOf(system, process.name);
    const health = place === undefined ? undefined : await healthOf(place);
    const rssMb = residentMemoryMb(process.pid);
    return { ...process, ...(health && { health }), ...(rssMb !== undefined && { rssMb }) };
  });
  return { ...system, processes: await Promise.all(processes) };
}

function addressOf({ infra }: FoundSystem, name: string): string | undefined {
  return infra[name]?.at.split(',')[0];
}

function linesOf(system: AskedSystem, root: string): string[] {
  if (!system.orphaned) return runningLines(system, root);
  const names = system.processes.map(({ name }) => name).join(', ');
  return [
    `${system.system}: its start (process ${system.owner.pid}) was killed; these still run: ${names} → ./holdfast stop`,
  ];
}

/** What a person reads of one running system. */
function runningLines({ system, owner, startedAt, state, infra, processes, absent = [] }: AskedSystem, root: string) {
  const width = Math.max(...[...processes.map(({ name }) => name), ...absent].map((name) => name.length));
  const servers = Object.entries(infra).map(
    ([name, { version, provider, at }]) => `${name} ${version} ${provider} at ${at}`,
  );
  const missing = absent.filter((name) => !processes.some((process) => process.name === name));
  return [
    `${system}: up since ${startedAt}, process ${owner.pid}, data in ${relative(root, state)}`,
    ...servers.map((line) => `  ${line}`),
    ...processes.map((process) => `  ${processLine(process, width)}`),
    ...missing.map((name) => `  ${name.padEnd(width)}        -  does not run → ./holdfast logs ${name}`),
  ];
}

function processLine({ name, pid, url, debug, ended, health, rssMb }: AskedProcess, width: number): string {
  const memory = rssMb === undefined ? '' : `${rssMb} MB`;
  const parts = [
    name.padEnd(width),
    String(pid).padStart(7),
    ended ? 'ended' : memory.padStart(7),
    ...(health ? [health.state.padEnd(13)] : []),
    ...(url === undefined ? [] : [url]),
    ...(debug === undefined ? [] : [`debugger at ${debug}`]),
    ...(health?.why === undefined ? [] : [health.why]),
  ];
  return parts.join('  ').trimEnd();
}
