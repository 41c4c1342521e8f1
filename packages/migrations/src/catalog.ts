import type { Client } from 'pg';

/** A table, partitioned table or view as PostgreSQL describes it. */
export interface CatalogTable {
  readonly name: string;
  readonly isView: boolean;
  readonly columns: readonly CatalogColumn[];
}

export interface CatalogColumn {
  readonly name: string;
  /** The type's name without its length; of an array, its element's; of a domain, the type below it. */
  readonly type: string;
  readonly isArray: boolean;
  readonly isNullable: boolean;
  /** Who gives the value: always the database, the database unless a row brings one, or the row. */
  readonly value: 'always' | 'default' | 'given';
  /** The words of an enum. */
  readonly words: readonly string[];
}

/** All tables and views of a schema by name, partitions left out; columns in their own sequence. */
export async function readCatalog(client: Client, schema: string): Promise<readonly CatalogTable[]> {
  const { rows } = await client.query<CatalogRow>(catalogQuery, [schema]);
  const tables = new Map<string, CatalogTable & { columns: CatalogColumn[] }>();
  for (const { table_name: name, is_view: isView, ...column } of rows) {
    const table = tables.get(name) ?? { name, isView, columns: [] };
    table.columns.push({
      name: column.column_name,
      type: column.type_name,
      isArray: column.is_array,
      isNullable: column.is_nullable,
      value: column.value,
      words: column.words,
    });
    tables.set(name, table);
  }
  return [...tables.values()];
}

interface CatalogRow {
  table_name: string;
  is_view: boolean;
  column_name: string;
  type_name: string;
  is_array: boolean;
  is_nullable: boolean;
  value: CatalogColumn['value'];
  words: string[];
}

const catalogQuery = `
  with recursive columns as (
    select c.relname as table_name, c.relkind in ('v', 'm') as is_view, a.attname as column_name, a.attnum,
      a.atttypid as type_id, not a.attnotnull as is_nullable,
      case when a.attidentity = 'a' or a.attgenerated <> '' then 'always'
        when a.atthasdef or a.attidentity = 'd' then 'default' else 'given' end as value
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname = $1 and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition and a.attnum > 0 and not a.attisdropped
  ), below as (
    -- A column's type, then what a domain or an array stands on.
    select table_name, attnum, type_id, false as is_array, false as refuses_null from columns
    union all
    select b.table_name, b.attnum, case when t.typtype = 'd' then t.typbasetype else t.typelem end,
      b.is_array or t.typtype <> 'd', b.refuses_null or (t.typnotnull and not b.is_array)
    from below b join pg_type t on t.oid = b.type_id where t.typtype = 'd' or (t.typcategory = 'A' and t.typelem <> 0)
  )
  select c.table_name, c.is_view, c.column_name, t.typname as type_name, b.is_array, c.value,
    c.is_nullable and not exists (select from below d where d.table_name = c.table_name and d.attnum = c.attnum and d.refuses_null) as is_nullable,
    array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder) as words
  from columns c join below b on b.table_name = c.table_name and b.attnum = c.attnum join pg_type t on t.oid = b.type_id
  where not (t.typtype = 'd' or (t.typcategory = 'A' and t.typelem <> 0))
  order by c.table_name collate "C", c.attnum`;
