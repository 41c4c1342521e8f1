import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { tableRights } from './table-rights.ts';
import { testDatabase } from './test-database.ts';

const database = await testDatabase({ service: 'garden' });

test('the rights of the service are told, of its own tables, and nobody else’s', async () => {
  const { owner, roles } = database;
  await sql`create table garden.trees (id int); create table garden.beds (id int); create table holdfast.tools (id int)`.execute(
    owner,
  );
  await sql`revoke all on garden.trees, garden.beds from ${sql.id(roles.app)}`.execute(owner);
  await sql`grant select, insert on garden.trees to ${sql.id(roles.app)}`.execute(owner);
  await sql`grant delete on garden.beds to ${sql.id(roles.app)}, ${sql.id(roles.relay)}`.execute(owner);
  await sql`grant select on holdfast.tools to ${sql.id(roles.app)}`.execute(owner);

  expect(await tableRights(database)).toEqual([
    { name: 'beds', rights: 'delete' },
    { name: 'trees', rights: 'insert, select' },
  ]);
});
