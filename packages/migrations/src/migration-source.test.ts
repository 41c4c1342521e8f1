import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../test/written-package.ts';
import { migrationSourcesOf, migrationsOf, NoMigrations } from './migration-source.ts';

const manifest = (name: string, ...dependencies: string[]) =>
  JSON.stringify({ name, dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])) });

// Tillage depends on soil, both have tables; weather has none; the service names only two of the three.
function garden(): string {
  const root = temporaryFolder();
  writeFiles(root, {
    'garden/package.json': manifest('@yard/garden', 'left-pad', '@holdfast/weather', '@holdfast/tillage'),
    'garden/migrations/0001-beds.sql': '',
    'node_modules/@holdfast/tillage/package.json': manifest('@holdfast/tillage', '@holdfast/soil'),
    'node_modules/@holdfast/tillage/migrations/0001-rows.sql': '',
    'node_modules/@holdfast/soil/package.json': manifest('@holdfast/soil', '@holdfast/weather'),
    'node_modules/@holdfast/soil/migrations/0001-layers.sql': '',
    'node_modules/@holdfast/weather/package.json': manifest('@holdfast/weather', '@holdfast/tillage'),
    'node_modules/left-pad/migrations/0001-no.sql': '',
  });
  return join(root, 'garden');
}

describe('the packages whose tables a service needs', () => {
  test('are found by its dependencies, each after its own, the service last', () => {
    expect(migrationSourcesOf(garden()).map((source) => source.package)).toEqual([
      '@holdfast/soil',
      '@holdfast/tillage',
      '@yard/garden',
    ]);
  });
});

describe('a package with migrations', () => {
  test('is found by its name, as its dependent sees it', () => {
    expect(migrationsOf('@holdfast/soil', garden()).folder).toMatch(/@holdfast\/soil\/migrations$/);
  });
});

describe('a package without migrations', () => {
  test.each(['@holdfast/weather', '@holdfast/nowhere'])('is named, like %s', (name) => {
    expect(() => migrationsOf(name, garden())).toThrow(NoMigrations);
    expect(() => migrationsOf(name, garden())).toThrow(`${name} has no migrations as seen from`);
  });
});
