import type { ClientBase } from 'pg';

/**
 * `Its tables are in garden and holdfast: plant, holdfast.outbox`: what whoever is logged in may read, as it is written in
 * SQL. Undefined where that is nothing, or cannot be found out.
 */
export async function tablesOf(client: ClientBase): Promise<string | undefined> {
  try {
    await client.query('rollback');
    const { rows } = await client.query<Table>(readable);
    const schemas = [...new Set(rows.map(({ schema }) => schema))].toSorted();
    return rows.length === 0
      ? undefined
      : `Its tables are in ${schemas.join(' and ')}: ${rows.map(({ name }) => name).join(', ')}`;
  } catch {
    return undefined; // The error that it would explain is told all the same.
  }
}

interface Table {
  readonly schema: string;
  readonly name: string;
}

/** Those that need no schema before their name come first. */
const readable = `
  select n.nspname as schema,
         case when pg_table_is_visible(c.oid) then quote_ident(c.relname)
              else format('%I.%I', n.nspname, c.relname) end as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
     and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
     and has_schema_privilege(n.oid, 'usage') and has_any_column_privilege(c.oid, 'select')
   order by not pg_table_is_visible(c.oid), n.nspname, c.relname`;
