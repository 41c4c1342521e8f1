import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { NotOurs, PartitionsDiffer, provision, unprovision } from '../src/index.ts';
import type { Infrastructure, KafkaServer, ServiceAccess } from '../src/index.ts';
import { withKafkaAdmin } from '../src/kafka-admin.ts';
import { withConnection } from '../src/postgres-admin.ts';
import { requirementsOfTheGarden } from './garden.ts';
import { codesOf, forgetGroup, receive, send } from './kafka-client.ts';
import type { KafkaAccess } from './kafka-client.ts';

/** How a provider is opened for the suite, and closed again. */
export interface Candidate {
  /** Opens with durable data and a login for each service of the garden. */
  open(): Promise<Infrastructure>;
  close(): Promise<void>;
  /** Why nothing is decided here; every test is then skipped with this note, and none passes. */
  readonly skipped?: string | undefined;
}

/** What holds for servers from every provider: who may do what in them, and that provisioning repeats. */
export function infrastructureBehaviour(provider: string, candidate: Candidate): void {
  describe(`${provider} infrastructure`, () => {
    const namespace = `t${randomBytes(3).toString('hex')}`;
    const requirements = requirementsOfTheGarden(namespace);
    let infra: Infrastructure;
    let access: Record<string, ServiceAccess>;

    beforeAll(async () => {
      if (candidate.skipped !== undefined) return;
      infra = await candidate.open();
      access = await provision(infra, requirements, namespace);
    });
    afterAll(async () => {
      if (infra !== undefined) await unprovision(infra, namespace);
      await candidate.close();
    });
    beforeEach((context: TestContext) => {
      if (candidate.skipped !== undefined) context.skip(candidate.skipped);
    });

    const of = (service: string): ServiceAccess => access[service]!;
    const query = async (url: string, sql: string) =>
      await withConnection(url, async (client) => (await client.query(sql)).rows as unknown[]);
    const refusal = async (url: string, sql = 'select 1') =>
      await query(url, sql).then(
        () => 'allowed',
        (error: { code?: string }) => error.code,
      );

    describe('PostgreSQL', () => {
      test('is version 18 and keeps what it acknowledged', async () => {
        expect(infra.postgres.version).toMatch(/^18\./);
        expect(await query(infra.postgres.adminUrl, 'show fsync')).toEqual([{ fsync: 'on' }]);
      });

      test.each(['ownerUrl', 'appUrl', 'relayUrl'] as const)(
        'lets the login of %s into its database, and into no other',
        async (url) => {
          expect(await query(of('garden')[url], 'select current_database() as name')).toEqual([
            { name: `${namespace}_garden` },
          ]);
          expect(await refusal(inDatabase(of('garden')[url], `${namespace}_parcel`))).toBe(notAllowed);
          expect(await refusal(inDatabase(of('garden')[url], 'postgres'))).toBe(notAllowed);
          expect(await refusal(inDatabase(of('garden')[url], 'template1'))).toBe(notAllowed);
        },
      );

      test('asks for the password', async () => {
        const url = new URL(of('garden').appUrl);
        url.password = 'guessed';
        expect(await refusal(url.href)).toBe('28P01');
      });

      test.each(['appUrl', 'relayUrl'] as const)(
        'lets the login of %s make no tables, databases or roles',
        async (url) => {
          const login = of('garden')[url];
          for (const schema of ['garden', 'holdfast', 'public'])
            expect(await refusal(login, `create table ${schema}.bed (id int)`)).toBe(notAllowed);
          expect(await refusal(login, 'create temporary table bed (id int)')).toBe(notAllowed);
          expect(await refusal(login, 'create database shed')).toBe(notAllowed);
          expect(await refusal(login, 'create role gnome')).toBe(notAllowed);
        },
      );

      test('lets the owner make tables in the two schemas, and shows them to nobody else unasked', async () => {
        await query(of('garden').ownerUrl, 'create table garden.bed (id int); create table holdfast.bed (id int)');
        expect(await refusal(of('garden').appUrl, 'select * from garden.bed')).toBe(notAllowed);
        expect(await refusal(of('garden').relayUrl, 'select * from holdfast.bed')).toBe(notAllowed);
        await query(of('garden').ownerUrl, 'drop table garden.bed; drop table holdfast.bed');
      });

      test('keeps the relay out of the schema of the service', async () => {
        await query(
          of('garden').ownerUrl,
          `create table garden.row (id int); grant select on garden.row to ${of('garden').roles.relay}`,
        );
        expect(await refusal(of('garden').relayUrl, 'select * from garden.row')).toBe(notAllowed);
        await query(of('garden').ownerUrl, 'drop table garden.row');
      });

      test('lets each login look where its tables are', async () => {
        const path = async (url: string) => await query(url, 'show search_path');
        expect(await path(of('garden').appUrl)).toEqual([{ search_path: 'garden' }]);
        expect(await path(of('garden').ownerUrl)).toEqual([{ search_path: 'garden' }]);
        expect(await path(of('garden').relayUrl)).toEqual([{ search_path: 'holdfast' }]);
      });

      test('sorts by bytes and stores any language', async () => {
        const rows = await query(
          of('garden').appUrl,
          `select word from (values ('a'), ('B'), ('ä'), ('蜂')) as t (word) order by word`,
        );
        expect(rows).toEqual(['B', 'a', 'ä', '蜂'].map((word) => ({ word })));
      });
    });

    describe('provisioning', () => {
      test('again, or twice at once, finds everything made and answers the same', async () => {
        await query(of('garden').ownerUrl, 'create table garden.kept (id int); insert into garden.kept values (7)');
        const again = await Promise.all([
          provision(infra, requirements, namespace),
          provision(infra, requirements, namespace),
        ]);
        expect(again).toEqual([access, access]);
        expect(await query(of('garden').ownerUrl, 'table garden.kept')).toEqual([{ id: 7 }]);
        await query(of('garden').ownerUrl, 'drop table garden.kept');
      });

      test('with a new state folder gives new passwords that work', async () => {
        const servers = { ...infra, state: join(infra.state, 'another'), kafka: undefined };
        const renewed = await provision(servers, { ...requirements, topics: [], principals: [] }, namespace);
        expect(renewed['garden']?.appUrl).not.toBe(of('garden').appUrl);
        expect(await refusal(renewed['garden']!.appUrl)).toBe('allowed');
        await provision(infra, requirements, namespace);
        expect(await refusal(of('garden').appUrl)).toBe('allowed');
      });

      test('after a crash between a database and its mark takes the database for its own', async () => {
        await query(infra.postgres.adminUrl, `comment on database ${namespace}_garden is null`);
        expect(await provision(infra, requirements, namespace)).toEqual(access);
        const [found] = await query(
          infra.postgres.adminUrl,
          `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = '${namespace}_garden'`,
        );
        expect(found).toEqual({ mark: `holdfast ${namespace}` });
      });

      test.each(['database', 'role'] as const)(
        'refuses a %s that somebody else made, and leaves it as it is',
        async (kind) => {
          const shed = databaseFor(`${namespace}_shed_for_${kind}`);
          const taken = kind === 'database' ? shed.name : shed.roles.app;
          await query(infra.postgres.adminUrl, `create ${kind} ${taken}`);
          try {
            await expect(
              provision(infra, { databases: [shed], topics: [], principals: [] }, namespace),
            ).rejects.toThrow(NotOurs);
            await unprovision({ ...infra, kafka: undefined }, '');
            expect(await query(infra.postgres.adminUrl, commentOf[kind](taken))).toEqual([{ mark: null }]);
          } finally {
            await query(infra.postgres.adminUrl, `drop ${kind} ${taken}`);
          }
        },
      );

      test('is undone for one namespace alone', async () => {
        const other = `${namespace}b`;
        const [theirs] = Object.values(await provision(infra, requirementsOfTheGarden(other), other));
        await unprovision(infra, other);
        expect(await refusal(theirs!.ownerUrl)).toMatch(/^(28P01|28000|3D000)$/);
        expect(
          await query(infra.postgres.adminUrl, `select rolname from pg_roles where rolname like '${other}\\_%'`),
        ).toEqual([]);
        expect((await topicsAt(kafka())).filter((topic) => topic.startsWith(`${other}.`))).toEqual([]);
        expect(await refusal(of('garden').appUrl)).toBe('allowed');
        expect(await topicsAt(kafka())).toContain(`${namespace}.garden.events`);
      });
    });

    describe('Kafka', () => {
      test('carries what one service writes to the one that declared to read it', async () => {
        await send(login('garden'), topic('garden.events'), 'bloom');
        const arrival = receive(login('parcel'), topic('garden.events'), topic('parcel.watch'), 'bloom');
        expect(await answerTo(arrival)).toBe('allowed');
      });

      test.each([
        ['write to a topic that it only reads', 'parcel', 'garden.events'],
        ['write to a topic of others', 'ledger', 'garden.events'],
        ['write to a topic that nobody declared', 'garden', 'nowhere.events'],
      ])('refuses to let a service %s', async (_what, service, name) => {
        expect(await answerTo(send(login(service), topic(name), 'weeds'))).toContain('TOPIC_AUTHORIZATION_FAILED');
      });

      test.each([
        ['read a topic of others', 'ledger', 'garden.events', 'ledger.watch'],
        ['read a topic that it only writes', 'garden', 'garden.events', 'garden.watch'],
      ])('refuses to let a service %s', async (_what, service, name, group) => {
        expect(await answerTo(receive(login(service), topic(name), topic(group), 'bloom'))).toContain(
          'TOPIC_AUTHORIZATION_FAILED',
        );
      });

      test('refuses a group that the service did not declare', async () => {
        expect(
          await answerTo(receive(login('parcel'), topic('garden.events'), topic('ledger.watch'), 'bloom')),
        ).toContain('KafkaJSGroupCoordinatorNotFound');
      });

      test.each([
        ['an unknown login', { username: 'stranger', password: 'guessed' }],
        ['a wrong password', { username: 'garden', password: 'guessed' }],
      ])('refuses %s', async (_who, stranger) => {
        expect(await answerTo(send({ ...login('garden'), ...stranger }, topic('garden.events'), 'weeds'))).toContain(
          'KafkaJSSASLAuthenticationError',
        );
      });

      describe('lets an operator', () => {
        const operator = (): KafkaAccess => ({ brokers: kafka().brokers, ...kafka().users['operator']! });

        test('send commands', async () => {
          expect(await answerTo(send(operator(), topic('parcel.commands'), 'dig'))).toBe('allowed');
        });

        test.each(['garden.events', 'ledger.events', 'nowhere.commands'])('write nothing to %s', async (name) => {
          expect(await answerTo(send(operator(), topic(name), 'weeds'))).toContain('TOPIC_AUTHORIZATION_FAILED');
        });

        test.each(['garden.events', 'parcel.commands'])('read %s, in any group of its own', async (name) => {
          const value = `seen in ${name}`;
          await send({ brokers: kafka().brokers, ...kafka().admin }, topic(name), value);
          const group = topic(`operator.look-${name}`);
          expect(await answerTo(receive(operator(), topic(name), group, value))).toBe('allowed');
          expect(await answerTo(forgetGroup(operator(), group))).toBe('allowed');
        });

        test('join no group of a service, and forget none', async () => {
          const arrival = receive(operator(), topic('garden.events'), topic('parcel.watch'), 'bloom');
          expect(await answerTo(arrival)).toContain('KafkaJSGroupCoordinatorNotFound');
          expect(await answerTo(forgetGroup(operator(), topic('parcel.watch')))).not.toBe('allowed');
        });

        test('do no more than that when its rights are no longer declared', async () => {
          const groups = requirements.operator!.filter(({ resource }) => resource === 'group');
          await provision(infra, { ...requirements, operator: groups }, namespace);
          expect(await answerTo(send(operator(), topic('parcel.commands'), 'dig'))).toContain(
            'TOPIC_AUTHORIZATION_FAILED',
          );
          await provision(infra, requirements, namespace);
          expect(await answerTo(send(operator(), topic('parcel.commands'), 'dig'))).toBe('allowed');
        });
      });

      test('makes no topic by itself, not even for who may do everything', async () => {
        // A broker that makes topics refuses as well while it is making one, so it is asked for a while.
        const end = performance.now() + 500;
        while (performance.now() < end) {
          const attempt = send({ brokers: kafka().brokers, ...kafka().admin }, topic('nowhere.events'), 'weeds');
          expect(await answerTo(attempt)).toContain('UNKNOWN_TOPIC_OR_PARTITION');
        }
        expect(await topicsAt(kafka())).not.toContain(topic('nowhere.events'));
      });

      test('takes a right away that is not declared any more', async () => {
        const withoutReading = {
          ...requirements,
          principals: requirements.principals.map((principal) => ({
            ...principal,
            acls: principal.acls.filter(
              ({ name, resource }) => resource === 'group' || !name.endsWith('garden.events'),
            ),
          })),
        };
        await provision(infra, withoutReading, namespace);
        expect(await answerTo(send(login('garden'), topic('garden.events'), 'weeds'))).toContain(
          'TOPIC_AUTHORIZATION_FAILED',
        );
        await provision(infra, requirements, namespace);
        expect(await answerTo(send(login('garden'), topic('garden.events'), 'bloom'))).toBe('allowed');
      });

      test('refuses to change the number of partitions in passing', async () => {
        const changed = {
          ...requirements,
          topics: [{ name: topic('garden.events'), partitions: 4, retentionMs: 1_000 }],
        };
        await expect(provision(infra, changed, namespace)).rejects.toThrow(PartitionsDiffer);
      });
    });

    const topic = (logical: string) => `${namespace}.${logical}`;
    const login = (service: string): KafkaAccess => of(service).kafka!;
    const kafka = (): KafkaServer => infra.kafka!;
  });
}

const notAllowed = '42501';

function databaseFor(name: string) {
  return { service: 'shed', name, roles: { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` } };
}

const commentOf = {
  database: (name: string) =>
    `select shobj_description(oid, 'pg_database') as mark from pg_database where datname = '${name}'`,
  role: (name: string) => `select shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = '${name}'`,
};

async function answerTo(attempt: Promise<void>): Promise<string[] | 'allowed'> {
  return await attempt.then(() => 'allowed' as const, codesOf);
}

async function topicsAt(kafka: KafkaServer): Promise<string[]> {
  return await withKafkaAdmin(kafka, async (admin) => await admin.listTopics());
}

function inDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
