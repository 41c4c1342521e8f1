import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { provision, unprovision, type Servers } from '@holdfast/local-infra';
import { migrate, migrationSourcesOf } from '@holdfast/migrations';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';

// oxlint-disable-next-line typescript/no-explicit-any -- tables are named in SQL
type Handle = Kysely<any>;

/** A database with the tables of messaging and a few of the bench, and a handle for each role. */
export interface BenchDatabase {
  readonly owner: Handle;
  readonly app: Handle;
  readonly relay: Handle;
  readonly ownerUrl: string;
  drop(): Promise<void>;
}

export async function benchDatabase(servers: Servers, signal: AbortSignal): Promise<BenchDatabase> {
  signal.throwIfAborted();
  const namespace = `b${randomBytes(3).toString('hex')}`;
  const name = `${namespace}_garden`;
  const roles = { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` };
  const only = { state: servers.state, postgres: servers.postgres };
  const required = { databases: [{ service: 'garden', name, roles }], topics: [], principals: [] };
  const access = (await provision(only, required, namespace))['garden']!;
  const packages = migrationSourcesOf(messagingFolder);
  await migrate({ url: access.ownerUrl, packages, schema: 'garden', roles });
  const [owner, app, relay] = [handle(access.ownerUrl), handle(access.appUrl), handle(access.relayUrl)];
  await sql.raw(tables.replaceAll('APP', roles.app)).execute(owner);
  return {
    owner,
    app,
    relay,
    ownerUrl: access.ownerUrl,
    drop: async () => {
      await Promise.all([owner, app, relay].map((one) => one.destroy()));
      await unprovision(only, namespace);
    },
  };
}

const messagingFolder = fileURLToPath(new URL('.', import.meta.resolve('@holdfast/messaging'))).replace(
  /(src|dist)\/$/,
  '',
);

// `their_outbox` and its indexes are those of nestjs/outbox, as its docs make them: jsonb, and one index for each look.
const tables = `
create table garden.tree (tree_id text primary key, grown integer not null) with (fillfactor = 50);
insert into garden.tree select 'tree-' || n, 0 from generate_series(0, 999) as n;
create table garden.note (tree_id text not null, number integer not null);
create table garden.their_outbox (
  id bigint generated always as identity primary key, message_id uuid not null unique, topic text not null, key text not null,
  headers jsonb not null, payload jsonb not null, attempts integer not null default 0,
  available_at timestamptz not null default now(), lease_owner uuid, lease_until timestamptz);
create index on garden.their_outbox (available_at, id);
create index on garden.their_outbox (key, id);
grant select, insert, update, delete on all tables in schema garden to APP;
`;

function handle(connectionString: string): Handle {
  const pool = new pg.Pool({ connectionString, max: 20 });
  // The server ends what is left of a connection that is being closed.
  pool.on('error', () => undefined);
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}
