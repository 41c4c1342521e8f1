import type { KafkaServer, Servers } from './infrastructure.ts';
import { withKafkaAdmin } from './kafka-admin.ts';
import { removeRights } from './kafka-rights.ts';
import { withConnection } from './postgres-admin.ts';
import { markOf } from './provision-databases.ts';

/**
 * Drops what `provision` made in a namespace: databases and roles that carry its mark, also under open connections,
 * and the namespace's topics and ACLs. Without a namespace the topics stay, because nothing tells them from others'.
 */
export async function unprovision({ postgres, kafka }: Servers, namespace: string): Promise<void> {
  await unprovisionPostgres(postgres.adminUrl, namespace);
  if (kafka !== undefined) await unprovisionKafka(kafka, namespace);
}

/** The part of `unprovision` that a Kafka sees. */
export async function unprovisionKafka(kafka: KafkaServer, namespace: string): Promise<void> {
  if (namespace === '') return;
  const isOurs = ({ name }: { name: string }) => name.startsWith(`${namespace}.`);
  await withKafkaAdmin(kafka, async (admin) => {
    const topics = (await admin.listTopics()).filter((name) => isOurs({ name }));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    if (Object.keys(kafka.users).length > 0) await removeRights(admin, isOurs);
  });
}

/** The part of `unprovision` that a PostgreSQL sees. */
export async function unprovisionPostgres(adminUrl: string, namespace: string): Promise<void> {
  const mark = markOf(namespace);
  await withConnection(adminUrl, async (admin) => {
    const marked = async (query: string) =>
      (await admin.query<{ name: string }>(query, [mark])).rows.map(({ name }) => name);
    for (const name of await marked(
      `select datname as name from pg_database where shobj_description(oid, 'pg_database') = $1`,
    )) {
      await admin.query(`drop database if exists ${admin.escapeIdentifier(name)} with (force)`);
    }
    for (const name of await marked(
      `select rolname as name from pg_roles where shobj_description(oid, 'pg_authid') = $1`,
    )) {
      await admin.query(`drop role if exists ${admin.escapeIdentifier(name)}`);
    }
  });
}
