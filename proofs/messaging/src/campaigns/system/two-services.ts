import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { provision, unprovision, type Infrastructure } from '@holdfast/local-infra';
import { deadLetterTopic } from '@holdfast/contract-kit';
import { migrate, migrationSourcesOf } from '@holdfast/migrations';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import type { RelayKind, ServiceName, ServiceSettings } from './service-settings.ts';
import { tablesOf } from './tables.ts';
import { treesOf } from './trees.ts';

export const serviceNames = ['garden', 'library'] as const;

// oxlint-disable-next-line typescript/no-explicit-any -- tables are named in SQL
type Handle = Kysely<any>;

export interface TwoServices {
  readonly settings: Readonly<Record<ServiceName, ServiceSettings>>;
  /** For looking at anything, and for what an operator does. */
  readonly owner: Readonly<Record<ServiceName, Handle>>;
  readonly trees: number;
  drop(): Promise<void>;
}

export interface TwoServicesOptions {
  readonly relays: Readonly<Record<ServiceName, RelayKind>>;
  readonly trees: number;
  readonly rotateMs: number;
}

/** The databases and topics of a garden and a library, with a table of trees that have not grown yet. */
export async function twoServices(
  { state, postgres, kafka }: Infrastructure,
  { relays, trees, rotateMs }: TwoServicesOptions,
): Promise<TwoServices> {
  if (!kafka) throw new Error('a campaign needs Kafka');
  const namespace = `c${randomBytes(3).toString('hex')}`;
  const servers = { state, postgres, kafka };
  const databases = serviceNames.map((service) => {
    const name = `${namespace}_${service}`;
    return { service, name, roles: { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` } };
  });
  const access = await provision(servers, { databases, ...topicsIn(namespace) }, namespace);
  const owner = Object.fromEntries(
    serviceNames.map((service) => [service, handle(access[service]!.ownerUrl)]),
  ) as Record<ServiceName, Handle>;
  for (const { service, roles } of databases) {
    const packages = migrationSourcesOf(messagingFolder);
    await migrate({ url: access[service]!.ownerUrl, packages, schema: service, roles });
    await sql.raw(tablesOf(service, roles.app)).execute(owner[service]);
  }
  await sql`insert into garden.tree (tree_id) select t from unnest(${treesOf(trees)}::text[]) as t`.execute(
    owner.garden,
  );
  const settingsOf = (service: ServiceName): ServiceSettings => ({
    service,
    relay: relays[service],
    databaseUrl: access[service]!.appUrl,
    relayDatabaseUrl: access[service]!.relayUrl,
    kafka: { brokers: kafka.brokers, namespace, sasl: kafka.users[service]! },
    trees,
    rotateMs,
  });
  return {
    settings: { garden: settingsOf('garden'), library: settingsOf('library') },
    owner,
    trees,
    drop: async () => {
      await Promise.all(serviceNames.map((service) => owner[service].destroy()));
      await unprovision(servers, namespace);
    },
  };
}

const messagingFolder = fileURLToPath(new URL('.', import.meta.resolve('@holdfast/messaging'))).replace(
  /(src|dist)\/$/,
  '',
);

function topicsIn(namespace: string) {
  const named = (name: string) => `${namespace}.${name}`;
  const copies = deadLetterTopic('garden.events', 'library.diary');
  const topic = (name: string) => ({ name: named(name), partitions: 3, retentionMs: 3_600_000 });
  const right = (resource: 'topic' | 'group', name: string, ...operations: ('READ' | 'WRITE')[]) => ({
    resource,
    name: named(name),
    operations,
  });
  const replays = {
    resource: 'group' as const,
    name: named('library.read-'),
    pattern: 'prefixed' as const,
    operations: ['READ' as const, 'DELETE' as const],
  };
  const garden = [
    right('topic', 'garden.events', 'WRITE'),
    right('topic', 'library.events', 'READ'),
    right('group', 'garden.echo', 'READ'),
  ];
  const library = [
    right('topic', 'library.events', 'WRITE'),
    right('topic', 'garden.events', 'READ'),
    right('group', 'library.diary', 'READ'),
    right('topic', copies, 'WRITE'),
    replays,
  ];
  return {
    topics: ['garden.events', 'library.events', copies].map(topic),
    principals: [
      { service: 'garden', acls: garden },
      { service: 'library', acls: library },
    ],
  };
}

function handle(connectionString: string): Handle {
  const pool = new pg.Pool({ connectionString, max: 4 });
  // A server that is killed closes connections, also those that are lent out and between two queries.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}
