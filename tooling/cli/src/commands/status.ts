import { relative } from 'node:path';
import { runningSystems, type FoundSystem } from '../supervisor/system-record.ts';
import type { Terminal } from '../terminal.ts';

export interface StatusCommand {
  readonly root: string;
  readonly terminal: Terminal;
  readonly json?: boolean;
}

/** Says what runs in this checkout, and where. Resolves to 0 if something does, else 1. */
export async function statusCommand({ root, terminal, json }: StatusCommand): Promise<number> {
  const systems = runningSystems(root);
  if (json) terminal.out(JSON.stringify({ systems }));
  else if (systems.length === 0) terminal.out('Nothing runs here. Begin with: ./holdfast start');
  else for (const system of systems) for (const line of linesOf(system, root)) terminal.out(line);
  return systems.length > 0 ? 0 : 1;
}

function linesOf(system: FoundSystem, root: string): string[] {
  if (!system.orphaned) return runningLines(system, root);
  const names = system.processes.map(({ name }) => name).join(', ');
  return [
    `${system.system}: its start (process ${system.owner.pid}) was killed; these still run: ${names} → ./holdfast stop`,
  ];
}

/** What a person reads of one running system. */
function runningLines({ system, owner, startedAt, state, infra, processes }: FoundSystem, root: string): string[] {
  const width = Math.max(...processes.map(({ name }) => name.length));
  const servers = Object.entries(infra).map(
    ([name, { version, provider, at }]) => `${name} ${version} ${provider} at ${at}`,
  );
  return [
    `${system}: up since ${startedAt}, process ${owner.pid}, data in ${relative(root, state)}`,
    ...servers.map((line) => `  ${line}`),
    ...processes.map(({ name, pid, url = '', ended }) =>
      `  ${name.padEnd(width)}  ${String(pid).padStart(7)}  ${ended ? 'ended' : url}`.trimEnd(),
    ),
  ];
}
