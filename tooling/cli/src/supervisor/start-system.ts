import { rmSync } from 'node:fs';
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
import { tokenPlaceOf } from '../tokens/token-place.ts';
import { noteUsedServers } from '../reset/used-servers.ts';
import { appsOf } from './apps-of.ts';
import { builtSystem, type BuiltSystem } from './built/built-system.ts';
import { emptyLogs } from './empty-logs.ts';
import { environmentOf, type Surroundings } from './environment-of.ts';
import { keepLogs } from './keep-logs.ts';
import { environmentFolder } from './kept-state.ts';
import { leftOutEnvironments } from './left-out-environments.ts';
import { linesOfOthers } from './lines-of-others.ts';
import { migrateService } from './migrate-service.ts';
import { namespaceFor } from './namespace.ts';
import { NoServices } from './no-services.ts';
import { openOnKeptState } from './open-on-state.ts';
import type { RunningSystem } from './running-system.ts';
import type { FleetApp } from './fleet-options.ts';
import { ServiceFleet } from './service-fleet.ts';
import { watchSystem } from '../watch/watch-system.ts';
import type { StartOptions } from './start-options.ts';
import { StartRecord } from './start-record.ts';
import { StartPhases } from './start-phases.ts';
import { SupervisedSystem } from './supervised-system.ts';
import { trackRun, type TrackedRun } from './tracked-run.ts';
import { startedApps } from './started-apps.ts';

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
  const started = startedApps(apps, options);
  await endDeadRuns(root);
  const run = trackRun(startRun(root, 'start'));
  const record = new StartRecord(run, system.name);
  if (options.state !== 'fresh') linesOfOthers(root, run.id).forEach(say);
  try {
    const running = await startInRun({ root, system, apps, started, run, record, say, options });
    record.isOver();
    return running;
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
  readonly record: StartRecord;
  readonly say: (line: string) => void;
  readonly options: StartOptions;
}

async function startInRun(start: Start): Promise<RunningSystem> {
  const { root, system, run, record, options } = start;
  const phases = new StartPhases();
  phases.ended('command');
  // First: what cannot be built need not wait for servers.
  const built = options.built ? await builtOf(start) : undefined;
  options.signal?.throwIfAborted();
  if (built) phases.ended('build');
  record.doing('opening PostgreSQL and Kafka');
  const { state, opened: infrastructure } = await openServers(start);
  phases.ended('servers');
  const namespace = namespaceFor({ root, state, infrastructure, env: process.env });
  if (options.state !== 'fresh') noteUsedServers(infrastructure, namespace);
  const environments = environmentFolder(root, state);
  // They hold passwords, so they do not stay; a start that was killed left its own.
  const removeEnvironments = () => rmSync(environments, { recursive: true, force: true });
  removeEnvironments();
  const isLeftOnServers = options.state === 'fresh' && namespace !== '';
  const end = async (): Promise<void> => {
    removeEnvironments(); // While the data are locked: afterwards they may be the next start's.
    if (isLeftOnServers) await unprovision(infrastructure, namespace);
    await infrastructure.stop();
    await run.end();
  };
  try {
    options.signal?.throwIfAborted();
    record.doing('making databases and topics');
    const access = await provision(infrastructure, requirementsOf(system.services, namespace), namespace);
    phases.ended('databases and topics');
    record.doing('running migrations');
    await Promise.all(
      system.services.map(({ name: service }) =>
        migrateService({ root, service, access: access[service]!, run, built }),
      ),
    );
    phases.ended('migrations');
    options.signal?.throwIfAborted();
    record.doing('starting the services');
    const declaredPort = (app: string) => start.apps.find(({ name }) => name === app)?.port ?? 0;
    const simulatorPort = (app: string) => fleet.portOf(app) ?? declaredPort(app);
    const around: Surroundings = { system, access, namespace, state, simulatorPort };
    const { apps, started } = start;
    const environmentFiles = async () => await leftOutEnvironments({ apps, started, folder: environments, around });
    const tokens = () => tokenPlaceOf(system, simulatorPort);
    const parts = {
      root,
      system,
      infrastructure,
      namespace,
      access,
      state,
      environmentFiles,
      tokens,
      run,
      phases,
      end,
    };
    const supervised = new SupervisedSystem(parts);
    const fleet = fleetOf(start, { around, built, onChange: () => supervised.record() });
    const names = started.map(({ name }) => name);
    // Before anything runs: what is saved while it starts must not be missed.
    const watching = options.watch ? await watchSystem({ root, fleet, apps: names, say: start.say }) : undefined;
    await supervised.start(fleet, {
      ...(watching && { watching }),
      withinMs: options.readyWithinMs ?? 180_000,
      ...(options.signal && { signal: options.signal }),
    });
    phases.ended('services ready');
    return supervised;
  } catch (error) {
    const kept = options.state === 'fresh' && !options.signal?.aborted ? keepLogs(root, state) : undefined;
    await end();
    if (kept !== undefined && error instanceof Error) error.message += `\nIts logs are kept in ${kept}.`;
    throw error;
  }
}

/** Also of what somebody else runs: migrations are made for all. */
async function builtOf({ root, apps, run, record, say, options: { signal } }: Start): Promise<BuiltSystem> {
  record.doing('building');
  return await builtSystem({ root, run, say, signal, apps: apps.map(({ name }) => name) });
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
  { root, apps, started, run, say, options }: Start,
  { around, built, onChange }: { around: Surroundings; built: BuiltSystem | undefined; onChange: () => void },
): ServiceFleet {
  return new ServiceFleet({
    root,
    run,
    say,
    onChange,
    apps: started,
    declaredPorts: apps.map(({ port }) => port),
    environment: (app, ports) => environmentOf(app, ports, around),
    ports: options.ports ?? 'declared',
    deployed: built?.apps,
    inspect: options.inspect ?? [],
    isBeingChanged: options.watch ?? false,
    logs: emptyLogs(around.state),
    env: options.env ?? (() => ({})),
    nodeArgs: options.nodeArgs ?? (() => []),
    ...(options.restartInMs && { waitMs: options.restartInMs }),
  });
}
