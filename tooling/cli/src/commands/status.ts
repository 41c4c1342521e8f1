import { relative } from 'node:path';
import { leftOutOf, type LeftOutApp } from '../running/left-out.ts';
import { startLine } from '../running/start-line.ts';
import { healthOf, type Health } from '../supervisor/health-of.ts';
import { residentMemoryMb } from '../supervisor/resident-memory.ts';
import { foundStarts, type FoundStart } from '../supervisor/start-record.ts';
import { runningSystems, type FoundSystem } from '../supervisor/system-record.ts';
import type { Terminal } from '../terminal.ts';

export interface StatusCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly json?: boolean;
}

/**
 * Says what runs in this checkout, where, how it is and how much memory it holds. Resolves to 0 if something does, else 1,
 * also when a start has nothing up yet; what runs is not necessarily well.
 */
export async function statusCommand({ root, terminal, json }: StatusCommand): Promise<number> {
  const systems = await Promise.all(runningSystems(root).map(asked));
  const starts = foundStarts(root).filter(({ run, killed }) => !killed || !systems.some((one) => one.run === run));
  const isThere = systems.length > 0 || starts.some(({ killed }) => killed);
  if (json) terminal.out(JSON.stringify({ systems, starts }));
  else if (systems.length + starts.length === 0) terminal.out('Nothing runs here. Begin with: ./holdfast start');
  else for (const line of allLines(systems, starts, root)) terminal.out(line);
  return isThere ? 0 : 1;
}

/** A start says how far it is in the place of what its system, of which some runs, would say first. */
function allLines(systems: readonly AskedSystem[], starts: readonly FoundStart[], root: string): string[] {
  const up = systems.filter(({ run }) => !starts.some((start) => start.run === run));
  return [
    ...up.flatMap((system) => linesOf(system, root)),
    ...starts.flatMap((start) => {
      const system = systems.find(({ run }) => run === start.run);
      return [startLine(start), ...(system ? linesOf(system, root).slice(1) : [])];
    }),
  ];
}

type AskedProcess = FoundSystem['processes'][number] & { readonly health?: Health; readonly rssMb?: number };
type AskedSystem = Omit<FoundSystem, 'processes'> & {
  readonly processes: readonly AskedProcess[];
  readonly leftOut: readonly LeftOutApp[];
};

async function asked(system: FoundSystem): Promise<AskedSystem> {
  const processes = system.processes.map(async (process): Promise<AskedProcess> => {
    if (process.ended) return process;
    const place = process.adminUrl ?? process.url ?? addressOf(system, process.name);
    const health = place === undefined ? undefined : await healthOf(place);
    const rssMb = residentMemoryMb(process.pid);
    return { ...process, ...(health && { health }), ...(rssMb !== undefined && { rssMb }) };
  });
  const [leftOut, all] = await Promise.all([leftOutOf(system), Promise.all(processes)]);
  return { ...system, processes: all, leftOut };
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
function runningLines(found: AskedSystem, root: string): string[] {
  const { system, owner, startedAt, state, infra, processes, absent = [], leftOut } = found;
  const names = [...[...processes, ...leftOut].map(({ name }) => name), ...absent];
  const width = Math.max(...names.map((name) => name.length));
  const servers = Object.entries(infra).map(
    ([name, { version, provider, at }]) => `${name} ${version} ${provider} at ${at}`,
  );
  const missing = absent.filter((name) => !processes.some((process) => process.name === name));
  return [
    `${system}: up since ${startedAt}, process ${owner.pid}, data in ${relative(root, state)}`,
    ...servers.map((line) => `  ${line}`),
    ...processes.flatMap((process) => [`  ${processLine(process, width)}`, ...troubleLines(process, width)]),
    ...missing.map((name) => `  ${name.padEnd(width)}        -  does not run → ./holdfast logs ${name}`),
    ...leftOut.map((app) => `  ${app.name.padEnd(width)}        -  ${howLeftOut(app)} → ./holdfast env ${app.name}`),
  ];
}

/** `left out, port 4015, ready`: a person runs it, or is going to. */
function howLeftOut({ port, health }: LeftOutApp): string {
  return ['left out', ...(port === undefined ? [] : [`port ${port}`]), ...(health ? [stateOf(health)] : [])].join(', ');
}

function processLine({ name, pid, url, debug, ended, health, rssMb }: AskedProcess, width: number): string {
  const memory = rssMb === undefined ? '' : `${rssMb} MB`;
  const parts = [
    name.padEnd(width),
    String(pid).padStart(7),
    ended ? 'ended' : memory.padStart(7),
    ...(health ? [stateOf(health).padEnd(13)] : []),
    ...(url === undefined ? [] : [url]),
    ...(debug === undefined ? [] : [`debugger at ${debug}`]),
    ...(health?.why === undefined ? [] : [health.why]),
  ];
  return parts.join('  ').trimEnd();
}

/** `ready; 2 partitions wait`: who is ready is not necessarily well. */
function stateOf({ state, troubles = [] }: Health): string {
  return [state, ...troubles.map(({ what }) => what)].join('; ');
}

function troubleLines({ health }: AskedProcess, width: number): string[] {
  const which = new Set(health?.troubles?.flatMap((trouble) => trouble.which));
  return [...which].map((line) => `${' '.repeat(width + 22)}${line}`);
}
