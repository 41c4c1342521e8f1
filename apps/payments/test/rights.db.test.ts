import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';

const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
const { app, owner, roles } = await testDatabase({ service: 'payments', packages });

test('the service reads, adds and changes rows of its tables, and deletes none', async () => {
  const { rows } = await sql<{ name: string; rights: string }>`
    select table_name as name, string_agg(lower(privilege_type), ', ' order by privilege_type) as rights
      from information_schema.role_table_grants
     where table_schema = 'payments' and grantee = ${roles.app}
     group by table_name order by table_name`.execute(owner);

  expect(rows).toEqual([
    { name: 'payments', rights: 'insert, select, update' },
    { name: 'screenings', rights: 'insert, select, update' },
  ]);
  await expect(sql`delete from payments.payments`.execute(app)).rejects.toMatchObject({ code: '42501' });
});
