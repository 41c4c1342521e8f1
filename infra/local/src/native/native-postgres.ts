import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresServer } from '../infrastructure.ts';
import type { OpenContext, OpenServer } from '../open-context.ts';
import { closeToOthers, urlFor, versionOf, withConnection } from '../postgres-admin.ts';
import { postgresSettings } from '../postgres-settings.ts';
import { passwordOf } from '../secret.ts';
import { asOrdinaryUser } from './as-ordinary-user.ts';
import type { OrdinaryUser } from './as-ordinary-user.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { copyPostgresTemplate, postgresTemplate } from './postgres-template.ts';
import { ServerProcess, endLeftover } from './server-process.ts';
import { newPortFor, portFor } from './server-port.ts';

/** Starts PostgreSQL on the data in the state folder, or on a copy of a prepared cluster if there is none yet. */
export async function openNativePostgres(context: OpenContext): Promise<OpenServer<PostgresServer>> {
  const cluster = await prepareCluster(context);
  const started = await startOnAnyPort(cluster);
  let { process } = started;
  const { port, version } = started;
  return {
    server: { provider: 'native', version, adminUrl: adminUrl(cluster, port) },
    stop: () => process.stop(),
    fault: {
      kill: () => process.kill(),
      start: async () => void ({ process } = await startOn(cluster, port)),
    },
  };
}

interface Cluster {
  readonly context: OpenContext;
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  readonly user: OrdinaryUser;
  readonly password: string;
}

interface Started {
  readonly process: ServerProcess;
  readonly port: number;
  readonly version: string;
}

async function prepareCluster(context: OpenContext): Promise<Cluster> {
  const cluster = {
    context,
    folder: join(context.state, 'postgres'),
    binaries: postgresBinaries(),
    user: asOrdinaryUser(),
    password: passwordOf(context.state, 'postgres superuser'),
  };
  mkdirSync(context.state, { recursive: true, mode: 0o700 });
  if (!existsSync(cluster.folder)) {
    const template = await postgresTemplate(cluster.binaries, cluster.user, context.env);
    copyPostgresTemplate(template, cluster.folder, cluster.user);
  }
  await endLeftover({ identityFile: identityFile(cluster), stopSignal });
  return cluster;
}

// A port that was free a moment ago may be taken now.
async function startOnAnyPort(cluster: Cluster): Promise<Started> {
  const file = join(cluster.folder, 'port');
  let port = await portFor(file);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOn(cluster, port);
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 5) throw error;
      port = await newPortFor(file);
    }
  }
}

async function startOn(cluster: Cluster, port: number): Promise<Started> {
  const deadline = performance.now() + startWithinMs;
  for (;;) {
    removeStaleLock(cluster);
    const process = new ServerProcess(programOf(cluster, port));
    const version = await whenReady(process, cluster, port);
    if (version !== undefined) return { process, port, version };
    const output = process.output();
    await process.stop();
    if (output.includes('Address already in use')) throw new PortTaken(port);
    // The backends of a killed server take a moment to notice that it is gone.
    const isLeaving = output.includes('still in use');
    if (!isLeaving || performance.now() > deadline) throw new PostgresDidNotStart(output);
    await pause(50);
  }
}

// PostgreSQL overwrites a lock whose process is gone, but not one whose number belongs to another program by now, or to
// a killed server that nobody has collected yet. Two servers on one folder stay impossible: we hold the lock of the
// state, and they would also meet in the shared memory that belongs to the folder.
function removeStaleLock({ folder }: Cluster): void {
  rmSync(join(folder, 'data', 'postmaster.pid'), { force: true });
}

function programOf(cluster: Cluster, port: number): ConstructorParameters<typeof ServerProcess>[0] {
  const settings = {
    ...postgresSettings({ durable: cluster.context.durable }),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return {
    name: 'postgres',
    command: [...cluster.user.prefix, cluster.binaries.postgres, '-D', join(cluster.folder, 'data'), ...flags],
    env: { ...process.env, LC_ALL: 'C' },
    logFile: join(cluster.folder, 'postgres.log'),
    identityFile: identityFile(cluster),
    stopSignal,
    run: cluster.context.run,
    log: cluster.context.log,
  };
}

/** The version once the server answers; undefined if it ended instead. */
async function whenReady(server: ServerProcess, cluster: Cluster, port: number): Promise<string | undefined> {
  const deadline = performance.now() + startWithinMs;
  while (!server.hasEnded()) {
    try {
      return await firstConnection(cluster, port);
    } catch (error) {
      if (!isStarting(error) || performance.now() > deadline) {
        await server.stop();
        throw error;
      }
      await pause(10);
    }
  }
  return undefined;
}

async function firstConnection(cluster: Cluster, port: number): Promise<string> {
  const url = adminUrl(cluster, port);
  try {
    return await withConnection(url, versionOf);
  } catch (error) {
    if (!isWrongPassword(error)) throw error;
    await takePossession(cluster, port);
    return await withConnection(url, versionOf);
  }
}

// A fresh copy still has the template's password. The password changes last: after a crash in between, all of it is done again.
async function takePossession(cluster: Cluster, port: number): Promise<void> {
  const first = readFileSync(join(cluster.folder, 'first-password'), 'utf8');
  await withConnection(adminUrl({ password: first }, port), async (client) => {
    await closeToOthers(client);
    await client.query(`alter role postgres password ${client.escapeLiteral(cluster.password)}`);
  });
}

function adminUrl({ password }: { password: string }, port: number): string {
  return urlFor(`postgres://127.0.0.1:${port}`, { user: 'postgres', password, database: 'postgres' });
}

function identityFile({ folder }: Pick<Cluster, 'folder'>): string {
  return join(folder, 'server.json');
}

function isStarting(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P03';
}

function isWrongPassword(error: unknown): boolean {
  return (error as { code?: string }).code === '28P01';
}

class PortTaken extends Error {
  constructor(port: number) {
    super(`port ${port} was taken in the moment before PostgreSQL could use it`);
  }
}

class PostgresDidNotStart extends Error {
  constructor(output: string) {
    super(`PostgreSQL did not start. It said:\n${output.trim()}`);
  }
}

const stopSignal = 'SIGINT'; // "Fast": it does not wait for clients to leave.
const startWithinMs = 60_000;
