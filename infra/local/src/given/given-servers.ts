import { readFileSync } from 'node:fs';
import type { KafkaLogin, KafkaServer, PostgresServer } from '../infrastructure.ts';
import { withKafkaAdmin } from '../kafka-admin.ts';
import { KafkaMissing } from '../kafka-missing.ts';
import type { OpenContext, OpenServer, ServerProvider } from '../open-context.ts';
import { versionOf, withConnection } from '../postgres-admin.ts';

/**
 * Servers that somebody else runs, named in HOLDFAST_POSTGRES_URL and HOLDFAST_KAFKA_BROKERS. They are only looked at
 * here; `stop` leaves them running.
 */
export const givenServers: ServerProvider = { openPostgres: openGivenPostgres, openKafka: openGivenKafka };

/** A variable that names a given server is missing or wrong; the message says which and what it should hold. */
export class GivenServerUnusable extends Error {
  readonly code = 'given-server-unusable';
}

async function openGivenPostgres({ env, log }: OpenContext): Promise<OpenServer<PostgresServer>> {
  const adminUrl = env['HOLDFAST_POSTGRES_URL'];
  if (!adminUrl)
    throw new GivenServerUnusable(
      'HOLDFAST_POSTGRES_URL is not set. It names the server and a login that may make databases and roles: postgres://user:password@host:5432/postgres',
    );
  const version = await lookAtPostgres(adminUrl);
  if (Number.parseInt(version, 10) < 18) log(`the given PostgreSQL is ${version}; Holdfast is tried with 18`);
  return { server: { provider: 'given', version, adminUrl }, stop: leaveRunning };
}

async function lookAtPostgres(adminUrl: string): Promise<string> {
  try {
    return await withConnection(adminUrl, async (client) => {
      const { rows } = await client.query<{ may: boolean }>(mayMakeEverything);
      if (rows[0]?.may !== true) throw new Error('this login may not make databases and roles (CREATEDB, CREATEROLE)');
      return await versionOf(client);
    });
  } catch (error) {
    throw new GivenServerUnusable(`HOLDFAST_POSTGRES_URL cannot be used: ${reasonOf(error)}`, { cause: error });
  }
}

const mayMakeEverything = `select rolsuper or (rolcreatedb and rolcreaterole) as may from pg_roles where rolname = current_user`;

async function openGivenKafka({ env }: OpenContext): Promise<OpenServer<KafkaServer>> {
  const brokers = (env['HOLDFAST_KAFKA_BROKERS'] ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  if (brokers.length === 0)
    throw new KafkaMissing('HOLDFAST_KAFKA_BROKERS is not set', 'Set it to host:port, several with commas between');
  const server: KafkaServer = {
    provider: 'given',
    version: 'unknown',
    brokers,
    admin: adminIn(env),
    users: usersIn(env),
  };
  try {
    await withKafkaAdmin(server, async (admin) => await admin.describeCluster());
  } catch (error) {
    throw new GivenServerUnusable(`HOLDFAST_KAFKA_BROKERS (${brokers.join(',')}) cannot be used: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  return { server, stop: leaveRunning };
}

function adminIn(env: NodeJS.ProcessEnv): KafkaLogin | undefined {
  const text = env['HOLDFAST_KAFKA_ADMIN'];
  if (!text) return undefined;
  const colon = text.indexOf(':');
  if (colon < 1)
    throw new GivenServerUnusable(
      'HOLDFAST_KAFKA_ADMIN has no colon. It holds user:password of a login that may make topics and ACLs',
    );
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The logins in the file that HOLDFAST_KAFKA_USERS names; none without it. Throws {@link GivenServerUnusable}. */
export function usersIn(env: NodeJS.ProcessEnv): Record<string, KafkaLogin> {
  const file = env['HOLDFAST_KAFKA_USERS'];
  if (!file) return {};
  try {
    return parseUsers(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new GivenServerUnusable(
      `HOLDFAST_KAFKA_USERS (${file}) cannot be used: ${reasonOf(error)}. It holds {"<service>": {"username": "…", "password": "…"}}`,
      { cause: error },
    );
  }
}

/** Reads the file of logins. Throws with the name of every service whose entry is wrong. */
function parseUsers(text: string): Record<string, KafkaLogin> {
  const entries = Object.entries(JSON.parse(text) as Record<string, Partial<KafkaLogin> | null>);
  const wrong = entries.filter(
    ([, login]) => typeof login?.username !== 'string' || typeof login.password !== 'string',
  );
  if (wrong.length > 0)
    throw new Error(`username or password is missing for ${wrong.map(([service]) => service).join(', ')}`);
  return Object.fromEntries(entries) as Record<string, KafkaLogin>;
}

// A refused connection to a name with several addresses arrives as one error with an empty message.
function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string };
  return message || code || String(error);
}

async function leaveRunning(): Promise<void> {
  // Not ours to stop.
}
