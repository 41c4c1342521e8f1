import { deadLetterTopic, topicOf } from '@holdfast/contract-kit';
import type { ServiceDeclaration } from './define-service.ts';
import { databaseIn, groupIn, topicIn } from './names.ts';

/** What the declarations need of PostgreSQL and Kafka. Whatever is not listed is denied. */
export interface Requirements {
  readonly databases: readonly DatabaseRequirement[];
  readonly topics: readonly TopicRequirement[];
  readonly principals: readonly Principal[];
  /** What the operator's tools may do at the broker; nothing when left out. */
  readonly operator?: readonly Acl[];
}

/** One database with its three roles: the schema's owner, the service's rows, the outbox's relay. */
export interface DatabaseRequirement {
  readonly service: string;
  readonly name: string;
  readonly roles: { readonly owner: string; readonly app: string; readonly relay: string };
}

export interface TopicRequirement {
  readonly name: string;
  readonly partitions: number;
  readonly retentionMs: number;
}

/** One login at the broker, named after its service, and everything it may do there. */
export interface Principal {
  readonly service: string;
  readonly acls: readonly Acl[];
}

export interface Acl {
  readonly resource: 'topic' | 'group';
  readonly name: string;
  /** READ, WRITE and DELETE include DESCRIBE at the broker; none of them lets a service see for how long a topic keeps records. */
  readonly operations: readonly ('READ' | 'WRITE' | 'DESCRIBE' | 'DELETE' | 'DESCRIBE_CONFIGS')[];
  /** For everything whose name begins with this one, and not for the one of this name alone. */
  readonly pattern?: 'literal' | 'prefixed';
}

/** Everything that must exist before these services run, named for the namespace ('' for none). The same input gives the same output. */
export function requirementsOf(services: readonly ServiceDeclaration[], namespace: string): Requirements {
  return {
    databases: services.map((service) => databaseOf(service, namespace)),
    topics: [
      ...topicsOf(services).map((topic) => topicFor(topicIn(namespace, topic), 7)),
      // Somebody has to come and look at them, so they stay for longer.
      ...deadLettersOf(services).map((topic) => topicFor(topicIn(namespace, topic), 30)),
    ],
    principals: services.map((service) => principalOf(service, namespace)),
    operator: operatorRights([...topicsOf(services), ...deadLettersOf(services)], namespace),
  };
}

/**
 * A person may look at every message, and send commands; events are said by their owner alone. Groups are for looking:
 * they are named `operator.<something>`, where no service has one, and are removed by whoever has looked.
 */
export function operatorRights(topicNames: readonly string[], namespace: string): Acl[] {
  return [
    ...topicNames.map((topic): Acl => {
      const operations = topic.endsWith('.commands') ? (['READ', 'WRITE'] as const) : (['READ'] as const);
      return { resource: 'topic', name: topicIn(namespace, topic), operations };
    }),
    { resource: 'group', name: groupIn(namespace, 'operator.'), operations: ['READ', 'DELETE'], pattern: 'prefixed' },
  ];
}

function topicFor(name: string, days: number): TopicRequirement {
  return { name, partitions: 3, retentionMs: days * 24 * 60 * 60 * 1_000 };
}

function databaseOf(service: ServiceDeclaration, namespace: string): DatabaseRequirement {
  const name = databaseIn(namespace, service.database ?? service.name);
  return { service: service.name, name, roles: { owner: `${name}_owner`, app: `${name}_app`, relay: `${name}_relay` } };
}

// Read and given topics are listed too, so that a part of a system finds the topics of a neighbour that does not run.
function topicsOf(services: readonly ServiceDeclaration[]): string[] {
  return inOrder(services.flatMap((service) => [...writesOf(service), ...readsOf(service), ...topics(service.takes)]));
}

/** Every topic that a service writes to: what it says, and what its consumers give up. */
export function topicsWrittenBy(service: ServiceDeclaration): readonly string[] {
  return inOrder([...writesOf(service), ...deadLettersOf([service])]);
}

function principalOf(service: ServiceDeclaration, namespace: string): Principal {
  const writes = writesOf(service);
  const reads = readsOf(service);
  return {
    service: service.name,
    acls: [
      ...inOrder([...writes, ...reads]).map((topic): Acl => {
        const operations = [
          ...(reads.includes(topic) ? (['READ', 'DESCRIBE_CONFIGS'] as const) : []),
          ...(writes.includes(topic) ? (['WRITE'] as const) : []),
        ];
        return { resource: 'topic', name: topicIn(namespace, topic), operations };
      }),
      ...deadLettersOf([service]).map((topic): Acl => ({
        resource: 'topic',
        name: topicIn(namespace, topic),
        operations: ['WRITE'],
      })),
      ...groupsOf(service, namespace),
    ],
  };
}

/** One for each consumer, and whatever it reads with when a person wants a range to be handled again. */
function groupsOf({ name, consumers = {} }: ServiceDeclaration, namespace: string): Acl[] {
  const own = inOrder(Object.keys(consumers)).map((consumer): Acl => ({
    resource: 'group',
    name: groupIn(namespace, consumer),
    operations: ['READ'],
  }));
  if (own.length === 0) return [];
  const replays = groupIn(namespace, `${name}.read-`);
  return [...own, { resource: 'group', name: replays, operations: ['READ', 'DELETE'], pattern: 'prefixed' }];
}

/** The topics of what these services have given up, one for each consumer and topic. */
function deadLettersOf(services: readonly ServiceDeclaration[]): string[] {
  return inOrder(
    services.flatMap(({ consumers = {} }) =>
      Object.entries(consumers).flatMap(([consumer, messages]) =>
        topics(messages).map((topic) => deadLetterTopic(topic, consumer)),
      ),
    ),
  );
}

function writesOf({ publishes, sends }: ServiceDeclaration): string[] {
  return [...topics(publishes), ...topics(sends)];
}

function readsOf({ consumers }: ServiceDeclaration): string[] {
  return Object.values(consumers ?? {}).flatMap((messages) => topics(messages));
}

function topics(messages: readonly Parameters<typeof topicOf>[0][] = []): string[] {
  return messages.map((message) => topicOf(message));
}

function inOrder(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
