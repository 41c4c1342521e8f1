import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, inject } from 'vitest';

/** An empty database with the roles that a service has, made without the testkit, which builds on this package. */
export interface ScratchDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly roles: { readonly app: string; readonly relay: string };
  /** Rows of one statement, run as the owner. */
  read<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The same as the service's role. */
  readAsApp<Row>(text: string): Promise<Row[]>;
}

/** Makes one and drops it after the file's last test. Call it at the top of the file or of a `describe`. */
export async function scratchDatabase(): Promise<ScratchDatabase> {
  const { fast } = (inject as (key: string) => { fast: { postgres: { adminUrl: string } } })('infra');
  const name = `migrations_${randomBytes(5).toString('hex')}`;
  const roles = { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` };
  const admin = async (text: string) => void (await query(fast.postgres.adminUrl, text));
  for (const role of Object.values(roles)) await admin(`create role ${role} login password 'scratch'`);
  await admin(`create database ${name} owner ${roles.owner} template template0`);
  afterAll(async () => {
    await admin(`drop database ${name} with (force)`);
    for (const role of Object.values(roles)) await admin(`drop role ${role}`);
  });
  const urlOf = (role: string) => {
    const url = new URL(fast.postgres.adminUrl);
    return Object.assign(url, { username: role, password: 'scratch', pathname: `/${name}` }).href;
  };
  const [ownerUrl, appUrl] = [urlOf(roles.owner), urlOf(roles.app)];
  return {
    ownerUrl,
    appUrl,
    roles,
    read: (text, values) => query(ownerUrl, text, values),
    readAsApp: (text) => query(appUrl, text),
  };
}

/** Runs `body` with a connection of its own. */
export async function withClient<T>(url: string, body: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await body(client);
  } finally {
    await client.end();
  }
}

async function query<Row>(url: string, text: string, values?: unknown[]): Promise<Row[]> {
  return await withClient(url, async (client) => (await client.query(text, values)).rows as Row[]);
}
