import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { provision, unprovision, type Servers } from '@holdfast/local-infra';
import { migrate, migrationSourcesOf } from '@holdfast/migrations';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { accessToKafka, type BenchKafka } from './bench-kafka.ts';
import { theirTables } from './their-tables.ts';

// oxlint-disable-next-line typescript/no-explicit-any -- tables are named in SQL
export type Handle = Kysely<any>;

/** A database with the tables of messaging and a few of the bench, and a handle for each role; topics where there is a broker. */
export interface BenchDatabase {
  readonly owner: Handle;
  readonly app: Handle;
  readonly relay: Handle;
  readonly ownerUrl: string;
  readonly kafka: BenchKafka | undefined;
  drop(): Promise<void>;
}

export async function benchDatabase(servers: Servers, signal: AbortSignal): Promise<BenchDatabase> {
  signal.throwIfAborted();
  const namespace = `b${randomBytes(3).toString('hex')}`;
  const name = `${namespace}_garden`;
  const roles = { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` };
  const kafka = servers.kafka && accessToKafka(servers.kafka, namespace);
  const required = { databases: [{ service: 'garden', name, roles }], topics: kafka?.required ?? [], principals: [] };
  const access = (await provision(servers, required, namespace))['garden']!;
  const packages = migrationSourcesOf(messagingFolder);
  await migrate({ url: access.ownerUrl, packages, schema: 'garden', roles });
  const [owner, app, relay] = [handle(access.ownerUrl), handle(access.appUrl), handle(access.relayUrl)];
  await sql.raw(theirTables.replaceAll('APP', roles.app)).execute(owner);
  return {
    owner,
    app,
    relay,
    ownerUrl: access.ownerUrl,
    kafka,
    drop: async () => {
      await Promise.all([owner, app, relay].map((one) => one.destroy()));
      await unprovision(servers, namespace);
    },
  };
}

const messagingFolder = fileURLToPath(new URL('.', import.meta.resolve('@holdfast/messaging'))).replace(
  /(src|dist)\/$/,
  '',
);

function handle(connectionString: string): Handle {
  const pool = new pg.Pool({ connectionString, max: 20 });
  // The server ends what is left of a connection that is being closed.
  pool.on('error', () => undefined);
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}
