import { contextOf, typeOf, type AnyMessage } from '@holdfast/contract-kit';
import type { ServiceDeclaration } from './define-service.ts';

/** What is wrong with these services, each by itself and with each other: one sentence per problem, none when all is well. */
export function problemsAmong(services: readonly ServiceDeclaration[]): string[] {
  return services.flatMap((service, index) => {
    const earlier = services.slice(0, index);
    const problems = [
      ...nameProblems(service),
      ...portProblems(service, earlier),
      ...databaseProblems(service, earlier),
      ...foreignMessages(service),
      ...repeatedMessages(service),
      ...consumerProblems(service, services),
      ...takenProblems(service),
      ...sentProblems(service, services),
    ];
    return problems.map((problem) => `${fileOf(service.name)}: ${problem}`);
  });
}

// Lower case for PostgreSQL and the broker alike; 40 leaves room for a namespace and a role's ending in PostgreSQL's 63.
const serviceName = /^[a-z][a-z0-9-]{0,39}$/;
const consumerName = /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/;

function nameProblems({ name, database = name }: ServiceDeclaration): string[] {
  return [...new Set([name, database])]
    .filter((word) => !serviceName.test(word))
    .map(
      (word) =>
        `'${word}' cannot name a database and topics. Use a lower-case letter and up to 39 more letters, digits and hyphens.`,
    )
    .concat(reserved.has(name) ? [`'${name}' is the login of ${reserved.get(name)}. Choose another name.`] : []);
}

/** Who has a login at the broker besides the services. */
const reserved: ReadonlyMap<string, string> = new Map([
  ['operator', 'persons who send commands'],
  ['admin', 'whoever makes topics'],
  ['broker', 'the broker itself'],
]);

function portProblems({ port }: ServiceDeclaration, earlier: readonly ServiceDeclaration[]): string[] {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    return [`${port} is not a port. Use a whole number from 1 to 65535.`];
  }
  return earlier
    .filter((other) => other.port === port)
    .map((other) => `port ${port} is taken by ${fileOf(other.name)}. Give each service its own.`);
}

function databaseProblems({ name, database = name }: ServiceDeclaration, earlier: readonly ServiceDeclaration[]) {
  return earlier
    .filter((other) => (other.database ?? other.name) === database)
    .map((other) => `database '${database}' belongs to ${fileOf(other.name)}. Give each service its own.`);
}

function foreignMessages({ name, publishes = [], takes = [] }: ServiceDeclaration): string[] {
  return [...publishes, ...takes]
    .filter((message) => contextOf(message) !== name)
    .map((message) => `${typeOf(message)} belongs to ${contextOf(message)}. Declare it in apps/${contextOf(message)}.`);
}

function repeatedMessages({ publishes = [], takes = [], sends = [] }: ServiceDeclaration): string[] {
  const types = [...publishes, ...takes, ...sends].map((message) => typeOf(message));
  const repeated = types.filter((type, index) => types.indexOf(type) !== index);
  return [...new Set(repeated)].map((type) => `${type} is declared twice. Leave one.`);
}

function consumerProblems(service: ServiceDeclaration, services: readonly ServiceDeclaration[]): string[] {
  return Object.entries<readonly AnyMessage[]>(service.consumers ?? {}).flatMap(([consumer, messages]) => {
    const problems: string[] = [];
    if (!consumerName.test(consumer) || !consumer.startsWith(`${service.name}.`)) {
      problems.push(
        `cannot name a group and topics. Write '${service.name}.<what for>' in lower-case letters, digits and hyphens.`,
      );
    }
    if (messages.length === 0) problems.push('receives nothing. List its messages or remove it.');
    problems.push(...messages.flatMap((message) => receivedProblems(message, service, services)));
    return problems.map((problem) => `consumer '${consumer}' ${problem}`);
  });
}

function receivedProblems(
  message: AnyMessage,
  service: ServiceDeclaration,
  services: readonly ServiceDeclaration[],
): string[] {
  const type = typeOf(message);
  const owner = services.find(({ name }) => name === contextOf(message));
  if (owner === undefined) {
    return [
      `receives ${type}, but there is no service '${contextOf(message)}'. Add its folder, or stop receiving the message.`,
    ];
  }
  if (message.kind === 'command' && owner.name !== service.name) {
    return [`receives ${type}, which is a command to ${owner.name}. Consume an event of ${owner.name} instead.`];
  }
  if (message.kind === 'command') {
    return has(service.takes, type) ? [] : [`receives ${type}, which the service does not take. Add it to \`takes\`.`];
  }
  return has(owner.publishes, type)
    ? []
    : [
        `receives ${type}, but ${fileOf(owner.name)} does not publish it. Add it to \`publishes\` there, or stop receiving it.`,
      ];
}

/** A command that is taken and reaches no consumer would wait for ever. */
function takenProblems({ takes = [], consumers = {} }: ServiceDeclaration): string[] {
  const received = Object.values<readonly AnyMessage[]>(consumers).flat();
  return takes
    .map((command) => typeOf(command))
    .filter((type) => !has(received, type))
    .map((type) => `${type} is taken, but no consumer receives it. Add it to one of \`consumers\`.`);
}

function sentProblems({ sends = [] }: ServiceDeclaration, services: readonly ServiceDeclaration[]): string[] {
  return sends.flatMap((command) => {
    const type = typeOf(command);
    const owner = services.find(({ name }) => name === contextOf(command));
    if (owner === undefined) {
      return [
        `${type} is sent, but there is no service '${contextOf(command)}'. Add its folder, or stop sending the command.`,
      ];
    }
    return has(owner.takes, type)
      ? []
      : [`${type} is sent, but ${fileOf(owner.name)} does not take it. Add it to \`takes\` there, or stop sending it.`];
  });
}

function has(messages: readonly AnyMessage[] | undefined, type: string): boolean {
  return (messages ?? []).some((message) => typeOf(message) === type);
}

function fileOf(service: string): string {
  return `apps/${service}/service.ts`;
}
