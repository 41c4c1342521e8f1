/** The database of a service in a namespace: `garden`, or `h1a2b3c_garden`. Roles add `_owner`, `_app`, `_relay`. */
export function databaseIn(namespace: string, database: string): string {
  const identifier = database.replaceAll('-', '_');
  return namespace === '' ? identifier : `${namespace}_${identifier}`;
}

/** The topic as the broker knows it: `garden.events`, or `h1a2b3c.garden.events`. */
export function topicIn(namespace: string, topic: string): string {
  return namespace === '' ? topic : `${namespace}.${topic}`;
}

/** The consumer group as the broker knows it; a consumer's name is already `<service>.<what for>`. */
export function groupIn(namespace: string, consumer: string): string {
  return topicIn(namespace, consumer);
}
