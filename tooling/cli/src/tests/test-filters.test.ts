import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testFilters, whyNoTest } from './test-filters.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'filters-'));
  for (const folder of ['apps/garden', 'packages/contracts/garden', 'packages/shed']) {
    mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ name: `@plot/${folder.replaceAll('/', '-')}` }));
  }
  mkdirSync(join(root, 'apps/garden/src'));
  for (const file of ['bed.test.ts', 'year.e2e.test.ts']) writeFileSync(join(root, 'apps/garden/src', file), '');
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

test.each(['garden', 'bed', 'Bed', 'apps/garden/src/bed.test.ts', 'bed.test.ts:3', 'e2e'])(
  'the filter %s finds a test',
  (filter) => {
    expect(whyNoTest(root, filter)).toBeUndefined();
  },
);

test.each(['nothing', 'shed'])('the filter %s finds none, and what there is is told', (filter) => {
  expect(whyNoTest(root, filter)).toBe(`no test matches "${filter}"; services and packages: garden, shed.`);
});

test('the filter year finds only a long test, and how to ask for it is told', () => {
  expect(whyNoTest(root, 'year')).toBe(
    'only long tests match "year"; ask for them with e2e, as in apps/garden/src/year.e2e.test.ts.',
  );
});
