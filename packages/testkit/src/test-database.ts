import { provision, unprovision } from '@holdfast/local-infra';
import type { Servers, ServiceAccess } from '@holdfast/local-infra';
import { migrate } from '@holdfast/migrations';
import type { MigrationSource } from '@holdfast/migrations';
import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import { afterAll } from 'vitest';
import { durableServers, testInfra } from './test-infra.ts';
import { testNamespace } from './test-namespaces.ts';

/** Which database a test needs. */
export interface TestDatabaseOptions {
  /** The service that it would belong to; its schema has this name. */
  readonly service: string;
  /** Whose migrations are applied, platform packages first: `migrationsOf('@holdfast/work', import.meta.dirname)`. None leaves it empty. */
  readonly packages?: readonly MigrationSource[];
  /** On the server that keeps acknowledged work when it is killed; needed only by tests that crash something. */
  readonly durable?: boolean;
  /** One namespace for several databases and topics of a test; a new one by default. */
  readonly namespace?: string;
}

/** A fresh, migrated database, and a handle for each of its three roles. Handles connect at their first query. */
export interface TestDatabase<Db> {
  readonly service: string;
  readonly namespace: string;
  readonly name: string;
  readonly urls: { readonly owner: string; readonly app: string; readonly relay: string };
  readonly roles: { readonly owner: string; readonly app: string; readonly relay: string };
  /** Owns the tables: for looking at anything. */
  readonly owner: Kysely<Db>;
  /** What a service's own code runs as. */
  readonly app: Kysely<Db>;
  /** What its relay runs as. */
  readonly relay: Kysely<Db>;
  /** Closes the handles and drops database and roles, also under connections that are still open. A repeat is fine. */
  drop(): Promise<void>;
}

/**
 * Makes a database for one test file and drops it after the file's last test. Call it at the top of the file or of a
 * `describe`: `const { app } = await testDatabase({ service: 'garden', packages })`.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- `any` lets a test name tables without declaring them.
export async function testDatabase<Db = any>(options: TestDatabaseOptions): Promise<TestDatabase<Db>> {
  const servers = options.durable === true ? await durableServers() : testInfra().fast;
  const database = await openTestDatabase<Db>(servers, options);
  afterAll(() => database.drop());
  return database;
}

/** The same on any servers, for the caller to drop. */
// oxlint-disable-next-line typescript/no-explicit-any -- As above.
export async function openTestDatabase<Db = any>(
  servers: Servers,
  options: TestDatabaseOptions,
): Promise<TestDatabase<Db>> {
  const { service, packages = [], namespace = testNamespace() } = options;
  const { state, postgres } = servers;
  const access = await provisionOne({ state, postgres }, service, namespace);
  const database = handlesOn<Db>({
    service,
    namespace,
    access,
    drop: () => unprovision({ state, postgres }, namespace),
  });
  try {
    await migrate({ url: access.ownerUrl, packages, schema: service, roles: access.roles });
  } catch (error) {
    await database.drop();
    throw error;
  }
  return database;
}

async function provisionOne(servers: Servers, service: string, namespace: string): Promise<ServiceAccess> {
  const name = `${namespace}_${service.replaceAll('-', '_')}`;
  const roles = { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` };
  const requirements = { databases: [{ service, name, roles }], topics: [], principals: [] };
  const access = (await provision(servers, requirements, namespace))[service];
  if (access === undefined) throw new Error(`provision made no database for ${service}`);
  return access;
}

interface Handles {
  readonly service: string;
  readonly namespace: string;
  readonly access: ServiceAccess;
  readonly drop: () => Promise<void>;
}

function handlesOn<Db>({ service, namespace, access, drop }: Handles): TestDatabase<Db> {
  const urls = { owner: access.ownerUrl, app: access.appUrl, relay: access.relayUrl };
  const [owner, app, relay] = [urls.owner, urls.app, urls.relay].map((url) => handle<Db>(url)) as [
    Kysely<Db>,
    Kysely<Db>,
    Kysely<Db>,
  ];
  return {
    service,
    namespace,
    urls,
    owner,
    app,
    relay,
    name: access.database,
    roles: access.roles,
    drop: async () => {
      await Promise.all([owner, app, relay].map((one) => one.destroy()));
      await drop();
    },
  };
}

function handle<Db>(url: string): Kysely<Db> {
  const pool = new Pool({ connectionString: url, max: 10 });
  // A server that a test kills closes connections, also those that are lent out and between two queries.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Db>({ dialect: new PostgresDialect({ pool }) });
}
