import { provision, unprovision } from '@holdfast/local-infra';
import type { KafkaServer, Servers } from '@holdfast/local-infra';
import type { TestContext } from 'vitest';
import { durableServers } from './test-infra.ts';
import { testNamespace } from './test-namespaces.ts';
import { undecided } from './undecided.ts';

/** What a service may do at the broker, by names without a namespace. */
export interface TestRights {
  /** One of {@link testServices}: they have logins. */
  readonly service: string;
  readonly reads?: readonly string[];
  readonly writes?: readonly string[];
  readonly groups?: readonly string[];
}

export interface TestTopicsOptions {
  /** Names without a namespace: `garden.events`. */
  readonly topics: readonly string[];
  /** Three unless told otherwise. */
  readonly partitions?: number;
  /** Who is let in, besides the administrator. */
  readonly rights?: readonly TestRights[];
  /** The namespace of something else, whose owner then deletes the topics too; a new one by default. */
  readonly namespace?: string;
}

/** Topics that no other test has. */
export interface TestTopics {
  /** Stands before every topic and group, with a dot: hand it to the broker's adapter. */
  readonly namespace: string;
  readonly brokers: readonly string[];
  /** May do everything; undefined where a given broker asks for no login. */
  readonly login: KafkaServer['admin'];
  /** The login of one service, with the rights that the test gave it and no others. */
  loginOf(service: string): NonNullable<KafkaServer['admin']>;
  /** The topic as the broker knows it. */
  topic(name: string): string;
}

/**
 * Makes topics for one test, ready to be written to, and deletes them after it. Groups need no making: their names begin
 * with the namespace. Where there is no Kafka the test ends as undecided, with the command that mends it.
 */
export async function testTopics(
  context: Pick<TestContext, 'skip' | 'onTestFinished'>,
  options: TestTopicsOptions,
): Promise<TestTopics> {
  const servers = await durableServers();
  if (servers.kafka === undefined) undecided(context, servers.kafkaMissing ?? 'there is no Kafka');
  const { namespace = testNamespace() } = options;
  // Hooks run in the reverse sequence, so consumers that the test starts from now on have ended before.
  if (options.namespace === undefined) context.onTestFinished(() => unprovision(servers, namespace));
  await provisionTopics(servers, namespace, options);
  return topicsOn(servers.kafka, namespace);
}

async function provisionTopics(
  servers: Servers,
  namespace: string,
  { topics, partitions = 3, rights = [] }: TestTopicsOptions,
): Promise<void> {
  const inNamespace = (name: string) => `${namespace}.${name}`;
  const required = topics.map((name) => ({ name: inNamespace(name), partitions, retentionMs: dayMs }));
  const principals = rights.map(({ service, ...names }) => ({ service, acls: aclsOf(names, inNamespace) }));
  await provision(servers, { databases: [], topics: required, principals }, namespace);
}

const dayMs = 24 * 60 * 60 * 1_000;

type Acl = Parameters<typeof provision>[1]['principals'][number]['acls'][number];

function aclsOf(
  { reads = [], writes = [], groups = [] }: Omit<TestRights, 'service'>,
  inNamespace: (name: string) => string,
): Acl[] {
  return [
    ...reads.map((name): Acl => ({ resource: 'topic', name: inNamespace(name), operations: ['READ'] })),
    ...writes.map((name): Acl => ({ resource: 'topic', name: inNamespace(name), operations: ['WRITE'] })),
    ...groups.map((name): Acl => ({ resource: 'group', name: inNamespace(name), operations: ['READ'] })),
  ];
}

function topicsOn({ brokers, admin, users }: KafkaServer, namespace: string): TestTopics {
  return {
    namespace,
    brokers,
    login: admin,
    loginOf: (service) => {
      const login = users[service];
      if (login === undefined)
        throw new Error(`${service} has no login at the test broker. These have: ${Object.keys(users).join(', ')}.`);
      return login;
    },
    topic: (name) => `${namespace}.${name}`,
  };
}
