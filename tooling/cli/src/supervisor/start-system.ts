import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  endDeadRuns,
  openInfrastructure,
  provision,
  startRun,
  unprovision,
  type Infrastructure,
} from '@holdfast/local-infra';
import { loadSystem, requirementsOf, type System } from '@holdfast/system-model';
import { cloneRoot } from '../clone-root.ts';
import { appsOf } from './apps-of.ts';
import { writeEnvironmentFile } from './environment-file.ts';
import { environmentOf, type Surroundings } from './environment-of.ts';
import { keepLogs } from './keep-logs.ts';
import { migrateService } from './migrate-service.ts';
import { namespaceFor } from './namespace.ts';
import { NoServices } from './no-services.ts';
import { openOnKeptState } from './open-on-state.ts';
import type { RunningSystem } from './running-system.ts';
import { ServiceFleet, type FleetApp } from './service-fleet.ts';
import type { StartOptions } from './start-options.ts';
import { SupervisedSystem } from './supervised-system.ts';
import { trackRun, type TrackedRun } from './tracked-run.ts';
import { UnknownService } from './unknown-service.ts';

/**
 * Starts the system that `system.ts` describes: servers, databases, topics, rights, migrations, simulators of what is
 * outside, services. Resolves when every process is ready. If that does not succeed, everything is stopped again before this throws.
 */
export async function startSystem(options: StartOptions = {}): Promise<RunningSystem> {
  const root = options.root ?? cloneRoot;
  const say = options.say ?? (() => undefined);
  const system = await loadSystem(root);
  if (system.services.length === 0) throw new NoServices();
  const apps = appsOf(system, { instances: options.instances ?? 1 });
  const started = startedApps(apps, options.except ?? []);
  await endDeadRuns(root);
  const run = trackRun(startRun(root, 'start'));
  try {
    return await startInRun({ root, system, apps, started, run, say, options });
  } catch (error) {
    await run.end();
    throw error;
  }
}

interface Start {
  readonly root: string;
  readonly system: System;
  readonly apps: readonly FleetApp[];
  readonly started: readonly FleetApp[];
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
    const declaredPort = (app: string) => start.apps.find(({ name }) => name === app)?.port ?? 0;
    const simulatorPort = (app: string) => fleet.portOf(app) ?? declaredPort(app);
    const around: Surroundings = { system, access, namespace, state, simulatorPort };
    const environmentFiles = () => environmentFilesOf(start, around);
    const parts = { root, system, infrastructure, namespace, access, state, environmentFiles, run, end };
    const supervised = new SupervisedSystem(parts);
    const fleet = fleetOf(start, { around, onChange: () => supervised.record() });
    await supervised.start(fleet, {
      withinMs: options.readyWithinMs ?? 180_000,
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

function fleetOf(
  { root, started, run, say, options }: Start,
  { around, onChange }: { around: Surroundings; onChange: () => void },
): ServiceFleet {
  return new ServiceFleet({
    root,
    run,
    say,
    onChange,
    apps: started,
    environment: (app, port) => environmentOf(app, port, around),
    ports: options.ports ?? 'declared',
    built: options.built ?? false,
    logs: emptyLogs(around.state),
    env: options.env ?? (() => ({})),
    nodeArgs: options.nodeArgs ?? (() => []),
    ...(options.restartInMs && { waitMs: options.restartInMs }),
  });
}

/** For whoever runs an app that was left out: its environment, in a file. */
function environmentFilesOf({ root, apps, started, options }: Start, around: Surroundings): Record<string, string> {
  const folder = join(options.state === 'fresh' ? around.state : join(root, '.holdfast'), 'env');
  const files = apps
    .filter((app) => !started.includes(app))
    .map(({ name, port }) => {
      const file = join(folder, `${name}.env`);
      writeEnvironmentFile(file, environmentOf(name, port, around));
      return [name, file] as const;
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

function startedApps(apps: readonly FleetApp[], except: readonly string[]): readonly FleetApp[] {
  const names = apps.map(({ name }) => name);
  const unknown = except.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UnknownService(unknown, names);
  return apps.filter(({ name }) => !except.includes(name));
}
