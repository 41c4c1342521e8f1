import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFilters } from './test-filters.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'filters-'));
  for (const folder of ['apps/garden', 'packages/contracts/garden', 'packages/shed']) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name: `@plot/${folder.replaceAll('/', '-')}` }));
  }
});

afterAll(() => rmSync(root, { recursive: true }));

test.each([
  [undefined, []],
  ['garden', ['apps/garden/', 'packages/contracts/garden/']],
  ['@plot/packages-shed', ['packages/shed/']],
  ['apps/garden/src/bed.test.ts', ['apps/garden/src/bed.test.ts']],
  ['bed', ['bed']],
])('the filter %s means %j', (filter, expected) => {
  expect(testFilters(root, filter)).toEqual(expected);
});
