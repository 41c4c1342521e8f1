import type { Requirements } from '@holdfast/system-model';

/** Throws unless every required name lies within the namespace and is kept whole by PostgreSQL. */
export function refuseNames({ databases, topics, principals, operator = [] }: Requirements, namespace: string): void {
  const inPostgres = databases.flatMap(({ name, roles }) => [name, roles.owner, roles.app, roles.relay]);
  const inKafka = [...topics, ...principals.flatMap(({ acls }) => acls), ...operator].map(({ name }) => name);
  const tooLong = inPostgres.find((name) => Buffer.byteLength(name) > 63);
  if (tooLong !== undefined) throw new NameTooLong(tooLong);
  if (namespace === '') return;
  const outside =
    inPostgres.find((name) => !name.startsWith(`${namespace}_`)) ??
    inKafka.find((name) => !name.startsWith(`${namespace}.`));
  if (outside !== undefined) throw new OutsideNamespace(outside, namespace);
}

/** A name that PostgreSQL would cut off in silence, so that two could become one. */
export class NameTooLong extends Error {
  readonly code = 'name-too-long';

  constructor(name: string) {
    super(
      `${name} is longer than the 63 bytes that PostgreSQL keeps of a name. Choose a shorter service name or namespace.`,
    );
  }
}

/** A required name does not carry the namespace, so it could be somebody else's. */
export class OutsideNamespace extends Error {
  readonly code = 'outside-namespace';

  constructor(name: string, namespace: string) {
    super(`${name} lies outside the namespace ${namespace}: every database, topic and group must begin with it.`);
  }
}
