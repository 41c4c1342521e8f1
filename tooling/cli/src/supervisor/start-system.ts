import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  endDeadRuns,
  openInfrastructure,
  provision,
  startRun,
  unprovision,
  type Infrastructure,
  type ServiceAccess,
} from '@holdfast/local-infra';
import { loadSystem, requirementsOf, type ServiceDeclaration, type System } from '@holdfast/system-model';
import { cloneRoot } from '../clone-root.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import { keepLogs } from './keep-logs.ts';
import { migrateService } from './migrate-service.ts';
import { namespaceFor } from './namespace.ts';
import { openOnKeptState } from './open-on-state.ts';
import type { RunningSystem } from './running-system.ts';
import { ServiceFleet } from './service-fleet.ts';
import { serviceEnvironment } from './service-program.ts';
import type { StartOptions } from './start-options.ts';
import { SupervisedSystem } from './supervised-system.ts';
import { trackRun, type TrackedRun } from './tracked-run.ts';
import { UnknownService } from './unknown-service.ts';

/**
 * Starts the system that `system.ts` describes: servers, databases, topics, rights, migrations, services. Resolves when
 * every service is ready. If that does not succeed, everything is stopped again before this throws.
 */
export async function startSystem(options: StartOptions = {}): Promise<RunningSystem> {
  const root = options.root ?? cloneRoot;
  const say = options.say ?? (() => undefined);
  const system = await loadSystem(root);
  const started = startedServices(system, options.except ?? []);
  await endDeadRuns(root);
  const run = trackRun(startRun(root, 'start'));
  try {
    return await startInRun({ root, system, started, run, say, options });
  } catch (error) {
    await run.end();
    throw error;
  }
}

interface Start {
  readonly root: string;
  readonly system: System;
  readonly started: readonly ServiceDeclaration[];
  readonly run: TrackedRun;
  readonly say: (line: string) => void;
  readonly options: StartOptions;
}

async function startInRun(start: Start): Promise<RunningSystem> {
  const { root, system, run, options } = start;
  const { state, opened: infrastructure } = await openServers(start);
  const namespace = namespaceFor({ root, state, infrastructure, env: process.env });
  const isLeftOnServers = options.state === 'fresh' && namespace !== '';
  const end = async (): Promise<void> => {
    if (isLeftOnServers) await unprovision(infrastructure, namespace);
    await infrastructure.stop();
    await run.end();
  };
  try {
    options.signal?.throwIfAborted();
    const access = await provision(infrastructure, requirementsOf(system.services, namespace), namespace);
    await Promise.all(
      system.services.map(({ name: service }) => migrateService({ root, service, access: access[service]!, run })),
    );
    options.signal?.throwIfAborted();
    const environmentFiles = environmentFilesOf(start, { namespace, access, state });
    const parts = { root, system, infrastructure, namespace, access, state, environmentFiles, run, end };
    const supervised = new SupervisedSystem(parts);
    await supervised.start(fleetOf(start, { namespace, access, state, onChange: () => supervised.record() }), {
      withinMs: options.readyWithinMs ?? 60_000,
      ...(options.signal && { signal: options.signal }),
    });
    return supervised;
  } catch (error) {
    const kept = options.state === 'fresh' && !options.signal?.aborted ? keepLogs(root, state) : undefined;
    await end();
    if (kept !== undefined && error instanceof Error) error.message += `\nIts logs are kept in ${kept}.`;
    throw error;
  }
}

async function openServers(start: Start): Promise<{ state: string; opened: Infrastructure }> {
  const { root, system, run, say, options } = start;
  const open = async (state: string): Promise<Infrastructure> =>
    await openInfrastructure({
      root,
      run,
      state,
      durable: true,
      kafka: 'required',
      log: say,
      use: options.infra ?? 'auto',
      services: system.services.map(({ name }) => name),
    });
  if (options.state !== 'fresh') return await openOnKeptState(root, open, say);
  const state = join(run.folder, 'state'); // The run's folder goes with the run.
  return { state, opened: await open(state) };
}

interface Made {
  readonly namespace: string;
  readonly access: Readonly<Record<string, ServiceAccess>>;
  readonly state: string;
  readonly onChange: () => void;
}

function fleetOf(
  { root, started, run, say, options }: Start,
  { namespace, access, state, onChange }: Made,
): ServiceFleet {
  return new ServiceFleet({
    root,
    run,
    say,
    namespace,
    access,
    onChange,
    services: started,
    instances: options.instances ?? 1,
    ports: options.ports ?? 'declared',
    built: options.built ?? false,
    logs: emptyLogs(state),
    env: options.env ?? (() => ({})),
    nodeArgs: options.nodeArgs ?? (() => []),
    ...(options.restartInMs && { waitMs: options.restartInMs }),
  });
}

function environmentFilesOf(
  { root, system, started, options }: Start,
  { namespace, access, state }: Omit<Made, 'onChange'>,
): Record<string, string> {
  const leftOut = system.services.filter((service) => !started.includes(service));
  const files = leftOut.map(({ name: service, port }) => {
    const file = join(options.state === 'fresh' ? state : join(root, '.holdfast'), 'env', `${service}.env`);
    const place = { root, service, port, namespace, access: access[service]!, built: false };
    writeEnvironmentFile(file, serviceEnvironment(place));
    return [service, file] as const;
  });
  return Object.fromEntries(files);
}

/** Logs are of this start alone: a person who looks for an error must not find last week's. */
function emptyLogs(state: string): string {
  const logs = join(state, 'logs');
  mkdirSync(logs, { recursive: true });
  for (const name of readdirSync(logs)) if (name.endsWith('.log')) rmSync(join(logs, name), { force: true });
  return logs;
}

function startedServices({ services }: System, except: readonly string[]): readonly ServiceDeclaration[] {
  const names = services.map(({ name }) => name);
  const unknown = except.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UnknownService(unknown, names);
  return services.filter(({ name }) => !except.includes(name));
}
