import { realpathSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { sourceMain } from '../supervisor/app-program.ts';
import type { RunningSystem } from '../supervisor/running-system.ts';
import type { ReportedStep } from './reported-step.ts';

/** `PostgreSQL 18.4 native · Kafka 4.2.0 native · 2 processes ready in 9.8 s` */
export function headline(system: Pick<RunningSystem, 'infrastructure' | 'members'>, startupMs: number): string {
  const { postgres, kafka } = system.infrastructure;
  const members = system.members();
  const up = members.filter(({ process }) => process.pid !== undefined).length;
  const count = up === members.length ? `${up}` : `${up} of ${members.length}`;
  return [
    `PostgreSQL ${postgres.version} ${postgres.provider}`,
    ...(kafka ? [`Kafka ${kafka.version} ${kafka.provider}`] : []),
    `${count} ${members.length === 1 ? 'process' : 'processes'} ready in ${(startupMs / 1000).toFixed(1)} s`,
  ].join(' · ');
}

/** ` 2 water      shed            +0.06 s`, and the status behind the last one. */
export function stepLine({ step, name, service, afterMs }: ReportedStep, status?: string): string {
  const line = `${String(step).padStart(2)} ${name.padEnd(10)} ${service.padEnd(15)} +${(afterMs / 1000).toFixed(2)} s`;
  return status === undefined ? line : `${line}   ${status}`;
}

/** Where a person may look now. */
export function addressLines(system: Pick<RunningSystem, 'system' | 'members' | 'state'>, traceId?: string): string[] {
  const services = system.members().filter(({ isOutside }) => !isOutside);
  const outside = system.members().filter(({ isOutside }) => isOutside);
  const first = services.find(({ service }) => service === system.system.trial?.service) ?? services[0];
  const logs = relative('.', `${system.state}/logs`);
  return [
    ...(first ? [`api       ${first.url()}/docs`] : []),
    ...outside.map(({ url }) => `outside   ${url()}`),
    ...(traceId === undefined ? [] : [`trace     ${traceId}   (in the logs: ${logs})`]),
    'Ctrl-C stops everything. ./holdfast status says what runs where.',
  ];
}

/** Where debuggers find the processes that they may enter. */
export function debugLines(system: Pick<RunningSystem, 'members'>): string[] {
  return system.members().flatMap(({ process, debugAddress }) => {
    const address = debugAddress();
    return address === undefined
      ? []
      : [`debug     ${process.name} at ${address} (an editor attaches there; or: node inspect ${address})`];
  });
}

/** The last line of a system whose data stays. Servers that are not ours, or in Docker, have it in a place of their own. */
export function stoppedLine(root: string, { state, infrastructure }: StoppedSystem): string {
  const { postgres, kafka } = infrastructure;
  const elsewhere = [postgres, kafka].find((server) => server && server.provider !== 'native');
  if (elsewhere)
    return `stopped; data is kept by PostgreSQL and Kafka (${elsewhere.provider}; ./holdfast reset begins anew)`;
  return `stopped; data is kept in ${relative(root, state)} (./holdfast reset begins anew)`;
}

type StoppedSystem = Pick<RunningSystem, 'state' | 'infrastructure'>;

/** How a person runs a service that was left out: in its folder, with the file that holds its environment. */
export function exceptLines(
  root: string,
  envFiles: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv = process.env,
): string[] {
  return Object.entries(envFiles).map(([service, file]) => {
    const folder = `apps/${service}`;
    const command = `${nodeFor(env)} --watch --env-file=${relative(`${root}/${folder}`, file)} ${sourceMain.join(' ')}`;
    return `${service} is yours: cd ${folder} && ${command}`;
  });
}

/** `node` where a person's shell finds the one that runs us; else this one, because theirs may be too old. */
function nodeFor(env: NodeJS.ProcessEnv): string {
  // The launcher puts the Node it brought before the person's own.
  const path = env['HOLDFAST_OUTER_PATH'] ?? env['PATH'] ?? '';
  const found = path.split(delimiter).map((folder) => realPath(join(folder, 'node')));
  return found.find((file) => file !== undefined) === realPath(process.execPath) ? 'node' : process.execPath;
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
