import type { Requirements } from '@holdfast/system-model';
import { operatorLogin } from './broker-settings.ts';
import type { KafkaServer } from './infrastructure.ts';
import { withKafkaAdmin } from './kafka-admin.ts';
import { setRights } from './kafka-rights.ts';
import type { Right } from './kafka-rights.ts';
import { makeTopics } from './kafka-topics.ts';

type Required = Pick<Requirements, 'topics' | 'principals' | 'operator'>;

/**
 * Makes the topics, waits until each has leaders, and gives each service, and the operator where it has a login, exactly
 * the rights that are required: what they had within the namespace and no longer need is taken away. A broker without
 * users gets topics only.
 */
export async function provisionKafka(kafka: KafkaServer, required: Required, namespace: string): Promise<void> {
  if (required.topics.length === 0 && required.principals.length === 0) return;
  const rights = rightsFor(kafka, required);
  await withKafkaAdmin(kafka, async (admin) => {
    await makeTopics(admin, required.topics);
    if (rights !== undefined) await setRights(admin, rights, ({ name }) => isWithin(namespace, name, kafka, required));
  });
}

/** The broker has logins, but none for a service that needs one. */
export class NoKafkaLogin extends Error {
  readonly code = 'no-kafka-login';

  constructor(service: string) {
    super(
      `The broker has no login for ${service}. Add it to the file that HOLDFAST_KAFKA_USERS names, or to the services that the broker is opened for.`,
    );
  }
}

function rightsFor({ users }: KafkaServer, { principals, operator = [] }: Required): Right[] | undefined {
  if (Object.keys(users).length === 0) return undefined;
  const ofServices = principals.flatMap(({ service, acls }) => {
    const username = users[service]?.username;
    if (username === undefined) throw new NoKafkaLogin(service);
    return acls.flatMap((acl) => rightsIn(acl, username));
  });
  // Services run without anybody who may send them something by hand, so its login may be missing.
  const person = users[operatorLogin]?.username;
  return person === undefined ? ofServices : [...ofServices, ...operator.flatMap((acl) => rightsIn(acl, person))];
}

function rightsIn({ resource, name, operations, pattern = 'literal' }: Acl, username: string): Right[] {
  return operations.map((operation) => ({ principal: `User:${username}`, resource, name, operation, pattern }));
}

type Acl = Requirements['principals'][number]['acls'][number];

// Without a namespace, names begin with the context or the service that they belong to; other first words are of other namespaces.
function isWithin(namespace: string, name: string, { users }: KafkaServer, { topics, principals }: Required): boolean {
  if (namespace !== '') return name.startsWith(`${namespace}.`);
  const names = [...topics, ...principals.flatMap(({ acls }) => acls)].map((one) => one.name);
  return [...Object.keys(users), ...names].some((ours) => firstWord(ours) === firstWord(name));
}

function firstWord(name: string): string {
  return name.split('.')[0] ?? '';
}
