import type { Client } from 'pg';
import type { ConcurrentIndex } from './statements.ts';

/**
 * Drops the index if an attempt to build it was cut off. PostgreSQL leaves such an index behind: it costs every write, it
 * answers no query, and `if not exists` takes it for the finished one. A finished index is not touched.
 */
export async function dropUnusable(client: Client, index: ConcurrentIndex | undefined): Promise<void> {
  if (index === undefined) return;
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where c.relname = $1 and n.nspname = coalesce($2, current_schema()) and not i.indisvalid`,
    [index.name, index.schema ?? null],
  );
  for (const { name } of rows) await client.query(`drop index concurrently if exists ${name}`);
}
