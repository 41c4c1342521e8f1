import { join } from 'node:path';
import { migrationSourcesOf } from '@holdfast/migrations';
import { tableRights, testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';

const packages = migrationSourcesOf(join(import.meta.dirname, '..'));
const database = await testDatabase({ service: 'notifications', packages });

test('the service reads, adds and changes rows of its tables, and deletes none', async () => {
  expect(await tableRights(database)).toEqual([{ name: 'notices', rights: 'insert, select, update' }]);
  await expect(sql`delete from notifications.notices`.execute(database.app)).rejects.toMatchObject({ code: '42501' });
});
