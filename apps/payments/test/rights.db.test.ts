import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { tableRights, testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';

const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
const database = await testDatabase({ service: 'payments', packages });

test('the service reads, adds and changes rows of its tables, and deletes none', async () => {
  expect(await tableRights(database)).toEqual([
    { name: 'payments', rights: 'insert, select, update' },
    { name: 'screenings', rights: 'insert, select, update' },
  ]);
  await expect(sql`delete from payments.payments`.execute(database.app)).rejects.toMatchObject({ code: '42501' });
});
