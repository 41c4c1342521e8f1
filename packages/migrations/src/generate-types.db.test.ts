import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scratchDatabase } from '../test/scratch-database.ts';
import { temporaryFolder } from '../test/written-package.ts';
import { generateTypes, typesOf } from './generate-types.ts';

const garden = join(import.meta.dirname, '../test/garden');
const { ownerUrl: url, read } = await scratchDatabase();
await read('create schema garden');
await read(readFileSync(join(garden, 'schema.sql'), 'utf8'));

describe('the types of a schema', () => {
  // The expected text is compiled with Kysely's own types by schema.types.ts beside it.
  test('are those of every kind of column', async () => {
    await expect(typesOf({ url, schema: 'garden' })).resolves.toBe(readFileSync(join(garden, 'schema.ts'), 'utf8'));
  });

  test('of nothing are nothing', async () => {
    await expect(typesOf({ url, schema: 'back_yard' })).resolves.toMatch(/export interface BackYardDb \{\n\}\n$/);
  });
});

describe('the file with the types', () => {
  test('is written once, and again when it is not what the schema says', async () => {
    const out = join(temporaryFolder(), 'database', 'schema.ts');
    expect(await generateTypes({ url, schema: 'garden', out })).toBe('written');
    expect(await generateTypes({ url, schema: 'garden', out })).toBe('unchanged');
    writeFileSync(out, 'edited');
    expect(await generateTypes({ url, schema: 'garden', out })).toBe('written');
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(join(garden, 'schema.ts'), 'utf8'));
  });
});
