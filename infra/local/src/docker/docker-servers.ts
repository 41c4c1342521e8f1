import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { brokerLogins, serverProperties } from '../broker-settings.ts';
import type { KafkaServer, PostgresServer } from '../infrastructure.ts';
import { withKafkaAdmin } from '../kafka-admin.ts';
import { newKafkaId } from '../native/kafka-format.ts';
import { kafkaVersion } from '../native/kafka-jars.ts';
import { portFor } from '../native/server-port.ts';
import type { OpenContext, OpenServer, ServerProvider } from '../open-context.ts';
import { closeToOthers, urlFor, versionOf, withConnection } from '../postgres-admin.ts';
import { passwordOf } from '../secret.ts';
import { waitUntil } from '../wait-until.ts';
import { createWhole } from '../write-whole.ts';
import { lastWordsOf, removeProject, startProject } from './docker-engine.ts';
import type { ComposeProject } from './docker-engine.ts';

/** Servers in containers, as infra/docker/servers.yml describes them. Each is a project of its own, named after the state folder; its data are in a volume. */
export const dockerServers: ServerProvider = { openPostgres: openDockerPostgres, openKafka: openDockerKafka };

async function openDockerPostgres(context: OpenContext): Promise<OpenServer<PostgresServer>> {
  const variables = await variablesFor(context);
  const adminUrl = urlFor(`postgres://127.0.0.1:${variables.HOLDFAST_POSTGRES_PORT}`, {
    user: 'postgres',
    password: variables.HOLDFAST_POSTGRES_PASSWORD,
    database: 'postgres',
  });
  const stop = await open({
    context,
    service: 'postgres',
    variables,
    isReady: async () => await withConnection(adminUrl, async () => true),
  });
  const version = await withConnection(adminUrl, async (client) => {
    await closeToOthers(client);
    return await versionOf(client);
  });
  return { server: { provider: 'docker', version, adminUrl }, stop };
}

async function openDockerKafka(context: OpenContext): Promise<OpenServer<KafkaServer>> {
  const variables = await variablesFor(context);
  const logins = brokerLogins(context.state, context.services);
  const server: KafkaServer = {
    provider: 'docker',
    version: kafkaVersion,
    brokers: [`127.0.0.1:${variables.HOLDFAST_KAFKA_PORT}`],
    ...logins,
  };
  writeBrokerSettings(context, variables, logins);
  const isReady = async () =>
    await withKafkaAdmin(server, async (admin) => (await admin.describeCluster()).brokers.length > 0);
  const stop = await open({ context, service: 'kafka', variables, isReady });
  return { server, stop };
}

interface Opening {
  readonly context: OpenContext;
  readonly service: 'postgres' | 'kafka';
  readonly variables: ComposeVariables;
  isReady(): Promise<boolean>;
}

/** Returns how to stop it. */
async function open({ context, service, variables, isReady }: Opening): Promise<() => Promise<void>> {
  const project = projectFor(context, service, variables);
  const stop = async () => {
    await removeProject(project, context.env);
    context.run.removeProject(project.name);
  };
  // Recorded before it exists: taking down what was never made is fine.
  context.run.addProject(project);
  context.log(`starting ${service} in Docker (the first time fetches its image)`);
  await startProject(project, service, context.env);
  if (await waitUntil(() => isReady().catch(() => false), { withinMs: 60_000, everyMs: 100 })) return stop;
  const lastWords = await lastWordsOf(project, context.env);
  await stop();
  throw new Error(`${service} in Docker does not answer after 60 s. Its last words:\n${lastWords}`);
}

/** The project of one server on one state folder. What lies in a run's own folder ends with the run, data included. */
function projectFor({ root, state, run }: OpenContext, service: string, variables: ComposeVariables): ComposeProject {
  const name = projectName(state, service);
  const isThrowaway = !relative(run.folder, state).startsWith('..');
  return { name, file: join(root, 'infra', 'docker', 'servers.yml'), variables: { ...variables }, isThrowaway };
}

/** Removes the containers and the volumes of a state folder's servers. A repeat is fine, and so is a server that never was. */
export async function removeDockerData({
  root,
  state,
  env,
}: Pick<OpenContext, 'root' | 'state' | 'env'>): Promise<void> {
  // Compose wants a value for each, and none of them matters to what is taken down.
  const variables = Object.fromEntries(composeVariables.map((name) => [name, '1']));
  const file = join(root, 'infra', 'docker', 'servers.yml');
  const remove = async (service: string) =>
    await removeProject({ name: projectName(state, service), file, variables, isThrowaway: true }, env);
  await Promise.all(['postgres', 'kafka'].map(remove));
}

function projectName(state: string, service: string): string {
  return `holdfast-${createHash('sha256').update(resolve(state)).digest('hex').slice(0, 8)}-${service}`;
}

/** What infra/docker/servers.yml asks for. Compose wants all of it, also for one service. */
export const composeVariables = [
  'HOLDFAST_POSTGRES_PASSWORD',
  'HOLDFAST_POSTGRES_PORT',
  'HOLDFAST_POSTGRES_DURABLE',
  'HOLDFAST_KAFKA_PORT',
  'HOLDFAST_KAFKA_CLUSTER_ID',
  'HOLDFAST_KAFKA_CONFIG',
] as const;

/** A value for each of them. */
export type ComposeVariables = Readonly<Record<(typeof composeVariables)[number], string>>;

// Both servers' openers ask, at the same time; the ports must be chosen once.
const chosen = new WeakMap<OpenContext, Promise<ComposeVariables>>();

async function variablesFor(context: OpenContext): Promise<ComposeVariables> {
  const known = chosen.get(context) ?? chooseVariables(context);
  chosen.set(context, known);
  return await known;
}

async function chooseVariables({ state, durable }: OpenContext): Promise<ComposeVariables> {
  const folder = join(state, 'docker');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  mkdirSync(join(folder, 'kafka'), { recursive: true });
  const clusterIdFile = join(folder, 'cluster-id');
  createWhole(clusterIdFile, newKafkaId()); // Kept if it is there: the volume was formatted for it.
  return {
    HOLDFAST_POSTGRES_PASSWORD: passwordOf(state, 'postgres superuser'),
    HOLDFAST_POSTGRES_PORT: String(await portFor(join(folder, 'postgres-port'))),
    HOLDFAST_POSTGRES_DURABLE: durable ? 'on' : 'off',
    HOLDFAST_KAFKA_PORT: String(await portFor(join(folder, 'kafka-port'))),
    HOLDFAST_KAFKA_CLUSTER_ID: readFileSync(clusterIdFile, 'utf8'),
    HOLDFAST_KAFKA_CONFIG: join(folder, 'kafka'),
  };
}

// The container's user is another one, so the file itself is open to all; the folder around it lets only its owner in.
function writeBrokerSettings(
  { state }: OpenContext,
  variables: ComposeVariables,
  logins: Parameters<typeof serverProperties>[2],
): void {
  const place = {
    listenOn: '0.0.0.0',
    port: Number(variables.HOLDFAST_KAFKA_PORT),
    controllerPort: 9093,
    logDirs: '/var/lib/kafka/data',
  };
  const file = join(variables.HOLDFAST_KAFKA_CONFIG, 'server.properties');
  writeFileSync(file, serverProperties(state, place, logins));
  chmodSync(variables.HOLDFAST_KAFKA_CONFIG, 0o755);
  chmodSync(file, 0o644);
}
