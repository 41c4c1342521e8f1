import { join } from 'node:path';
import { migrationSourcesOf, typesOf } from '@holdfast/migrations';
import { testDatabase } from '@holdfast/testkit';
import { expect, test } from 'vitest';

const packages = migrationSourcesOf(join(import.meta.dirname, '../..'));
const { urls } = await testDatabase({ service: 'payments', packages });

// `pnpm --filter @shop/payments schema` writes the file anew.
test('schema.ts has the tables of the migrated database', async () => {
  await expect(await typesOf({ url: urls.owner, schema: 'payments' })).toMatchFileSnapshot('./schema.ts');
});
