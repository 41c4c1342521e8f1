import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exceptLines } from './lines.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
  for (const name of ['own', 'old']) mkdirSync(join(folder, name));
  symlinkSync(process.execPath, join(folder, 'own', 'node'));
  writeFileSync(join(folder, 'old', 'node'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  [{ PATH: ['nowhere', 'own', 'old'] }, 'node'],
  [{ PATH: ['old', 'own'] }, process.execPath],
  [{ PATH: ['own'], HOLDFAST_OUTER_PATH: ['old'] }, process.execPath],
  [{ PATH: [] }, process.execPath],
])('a service that was left out is run, with %j, by %s', (paths, node) => {
  const env = Object.entries(paths).map(([name, names]) => [name, names.map((one) => join(folder, one)).join(':')]);
  const [line] = exceptLines('/plot', { garden: '/plot/.holdfast/env/garden.env' }, Object.fromEntries(env));
  expect(line).toContain(`cd apps/garden && ${node} --watch --env-file=../../.holdfast/env/garden.env `);
});
