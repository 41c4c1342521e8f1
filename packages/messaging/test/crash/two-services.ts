import { deadLetterTopic } from '@holdfast/contract-kit';
import { provision, type Servers } from '@holdfast/local-infra';
import { eventually, openTestDatabase, testNamespace, type TestDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { messagingMigrations } from '../messaging-database.ts';
import { lead } from '../kafka-topics.ts';
import { kafkajsBroker } from '../../src/broker/kafkajs/kafkajs-broker.ts';
import { Attendant } from './attendant.ts';
import type { OutboxTable } from '../../src/outbox/outbox-table.ts';
import type { ProgramSettings } from './program-settings.ts';
import { height, stepsOf, type Kind } from './trees.ts';

export const services = ['garden', 'library'] as const;
export type ServiceName = (typeof services)[number];

/** The databases and topics of a garden and a library, and what may be asked of them. */
export class TwoServices {
  readonly settings: Readonly<Record<ServiceName, ProgramSettings>>;
  readonly attendant: Attendant;
  // oxlint-disable-next-line typescript/no-explicit-any -- tables are named in SQL
  readonly #databases: Readonly<Record<ServiceName, TestDatabase<any>>>;
  #planted = 0;

  static async on(servers: Servers, outbox: OutboxTable = 'holdfast.outbox'): Promise<TwoServices> {
    const namespace = testNamespace();
    const [garden, library] = await Promise.all(
      services.map((service) => openTestDatabase(servers, { service, namespace, packages: messagingMigrations() })),
    );
    for (const database of [garden!, library!]) await makeTables(database);
    await makeTopics(servers, namespace);
    return new TwoServices(servers, outbox, { garden: garden!, library: library! });
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  private constructor({ kafka }: Servers, outbox: OutboxTable, databases: Record<ServiceName, TestDatabase<any>>) {
    this.#databases = databases;
    this.attendant = new Attendant(databases.garden.owner, databases.library.owner);
    const settingsOf = (service: ServiceName): ProgramSettings => ({
      service,
      outbox,
      databaseUrl: databases[service].urls.app,
      relayDatabaseUrl: databases[service].urls.relay,
      kafka: { brokers: kafka!.brokers, namespace: databases[service].namespace, sasl: kafka!.users[service]! },
    });
    this.settings = { garden: settingsOf('garden'), library: settingsOf('library') };
  }

  /** New trees, which the garden lets grow. */
  async plant(count: number, kind: Kind = 'sound'): Promise<string[]> {
    const trees = Array.from({ length: count }, () => `${kind}-${(this.#planted += 1)}`);
    await sql`insert into garden.tree (tree_id, wanted) select t, ${height} from unnest(${trees}::text[]) as t`.execute(
      this.#databases.garden.owner,
    );
    return trees;
  }

  /** How many steps of growth are committed. */
  async grown(trees: readonly string[]): Promise<number> {
    const { rows } = await sql<{ sum: number }>`
      select coalesce(sum(grown), 0)::int as sum from garden.tree where tree_id = any(${trees})`.execute(
      this.#databases.garden.owner,
    );
    return rows[0]!.sum;
  }

  /** How often the right to send has changed hands. */
  async epoch(service: ServiceName): Promise<number> {
    const { rows } = await sql<{ epoch: number }>`select epoch::int from holdfast.relay_lease`.execute(
      this.#databases[service].owner,
    );
    return rows[0]!.epoch;
  }

  /** What a service noted of each tree, in the sequence in which it noted it. */
  async notes(service: ServiceName, trees: readonly string[]): Promise<Record<string, number[]>> {
    const { rows } = await sql<{ tree_id: string; numbers: number[] }>`
      select tree_id, array_agg(number order by id) as numbers from note
       where tree_id = any(${trees}) group by tree_id`.execute(this.#databases[service].owner);
    return Object.fromEntries(rows.map(({ tree_id: tree, numbers }) => [tree, numbers]));
  }

  /** Resolves when every step of these trees was noted at both ends and nothing is on its way any more, or it is in vain. */
  async settle(trees: readonly string[], isInVain: () => boolean): Promise<void> {
    await eventually(
      async () => {
        if (isInVain()) return true;
        await this.attendant.goRound();
        const noted = [await this.notes('library', trees), await this.notes('garden', trees)];
        return trees.every((tree) => noted.every((notes) => (notes[tree]?.length ?? 0) >= stepsOf(tree).length));
      },
      { what: `${trees.length} trees are noted at both ends`, withinMs: 90_000, everyMs: 50 },
    );
    await eventually(async () => isInVain() || ((await this.attendant.isIdle()) && (await this.#isQuiet())), {
      what: 'nothing is on its way',
      withinMs: 30_000,
      everyMs: 50,
    });
  }

  async drop(): Promise<void> {
    for (const service of services) await this.#databases[service].drop();
  }

  /** Whether every outbox is empty and every record is behind its consumer. */
  async #isQuiet(): Promise<boolean> {
    const left = await Promise.all([
      ...services.map((service) => this.#waiting(service)),
      this.#behind('library', 'library.diary', 'garden.events'),
      this.#behind('garden', 'garden.echo', 'library.events'),
    ]);
    return left.every((count) => count === 0n);
  }

  async #waiting(service: ServiceName): Promise<bigint> {
    const { rows } = await sql<{ count: string }>`
      select (select count(*) from holdfast.outbox) + count(holdfast.oldest_outbox_event()) as count`.execute(
      this.#databases[service].owner,
    );
    return BigInt(rows[0]!.count);
  }

  async #behind(service: ServiceName, consumer: string, topic: string): Promise<bigint> {
    const broker = kafkajsBroker({ clientId: 'test', ...this.settings[service].kafka });
    try {
      const ends = await Promise.all([0, 1, 2].map((partition) => broker.range({ topic, partition })));
      const { rows } = await sql<{ sum: string }>`
        select coalesce(sum(next_offset), 0) as sum from holdfast.consumer_position where consumer = ${consumer}`.execute(
        this.#databases[service].owner,
      );
      return ends.reduce((sum, { next }) => sum + next, 0n) - BigInt(rows[0]!.sum);
    } finally {
      await broker.close();
    }
  }
}

// oxlint-disable-next-line typescript/no-explicit-any -- tables are named in SQL
async function makeTables({ owner, service }: TestDatabase<any>): Promise<void> {
  const schema = sql.id(service);
  await sql`create table ${schema}.tree (tree_id text primary key, wanted int not null, grown int not null default 0)`.execute(
    owner,
  );
  await sql`create table ${schema}.cure (tree_id text primary key)`.execute(owner);
  await sql`create table ${schema}.note (id bigint generated always as identity, tree_id text, number int)`.execute(
    owner,
  );
}

async function makeTopics(servers: Servers, namespace: string): Promise<void> {
  const named = (name: string) => `${namespace}.${name}`;
  const copies = deadLetterTopic('garden.events', 'library.diary');
  const topics = ['garden.events', 'library.events', copies].map((name) => ({
    name: named(name),
    partitions: 3,
    retentionMs: 3_600_000,
  }));
  const right = (resource: 'topic' | 'group', name: string, operation: 'READ' | 'WRITE') =>
    ({ resource, name: named(name), operations: [operation] }) as const;
  const principals = [
    {
      service: 'garden',
      acls: [
        right('topic', 'garden.events', 'WRITE'),
        right('topic', 'library.events', 'READ'),
        right('group', 'garden.echo', 'READ'),
      ],
    },
    {
      service: 'library',
      acls: [
        right('topic', 'library.events', 'WRITE'),
        right('topic', 'garden.events', 'READ'),
        right('group', 'library.diary', 'READ'),
        right('topic', copies, 'WRITE'),
        // For replays, which read in groups of their own.
        {
          resource: 'group',
          name: named('library.read-'),
          pattern: 'prefixed',
          operations: ['READ', 'DELETE'],
        } as const,
      ],
    },
  ];
  await provision(servers, { databases: [], topics, principals }, namespace);
  const broker = kafkajsBroker({
    brokers: servers.kafka!.brokers,
    clientId: 'test',
    namespace,
    sasl: servers.kafka!.admin!,
  });
  await Promise.all(['garden.events', 'library.events', copies].map((topic) => lead(broker, topic)));
  await broker.close();
}
