import { sql } from 'kysely';
import type { TestDatabase } from './test-database.ts';

/** What one role may do with one table, for example `insert, select`. */
export interface TableRights {
  readonly name: string;
  readonly rights: string;
}

/** What the service's own role may do with each table of the service's schema, by name. A table without any right is left out. */
export async function tableRights(
  // oxlint-disable-next-line typescript/no-explicit-any -- any tables
  { owner, roles, service }: Pick<TestDatabase<any>, 'owner' | 'roles' | 'service'>,
): Promise<readonly TableRights[]> {
  const { rows } = await sql<TableRights>`
    select table_name as name, string_agg(lower(privilege_type), ', ' order by privilege_type) as rights
      from information_schema.role_table_grants
     where table_schema = ${service} and grantee = ${roles.app}
     group by table_name order by table_name`.execute(owner);
  return rows;
}
