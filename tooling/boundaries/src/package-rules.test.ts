import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { incompletePackages, unlistedExports } from './package-rules.ts';

// This package itself stands for one with its files in place.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = 'tooling/boundaries';
const complete = {
  name: '@estate/gate',
  description: 'A gate.',
  license: 'MIT',
  scripts: { build: 'tsc', typecheck: 'tsc', lint: 'oxlint', test: 'vitest' },
};
const found = (violations: readonly { found: string }[]) => violations.map((violation) => violation.found);

describe('the exports of a package', () => {
  const exportsOf = (exports: unknown) => found(unlistedExports(root, { folder, manifest: { exports } }));

  test('are in order when each door is written down and its source is there', () => {
    const doors = {
      '.': { '@holdfast/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
    };
    expect(exportsOf(doors)).toEqual([]);
  });

  test('have no wildcard, neither in a door nor behind it', () => {
    expect(exportsOf({ './*': './dist/index.js' })).toEqual(["exports './*' with a wildcard"]);
    expect(exportsOf({ './gate': { default: './dist/*.js' } })).toEqual(["exports './gate' with a wildcard"]);
  });

  test('lead to files that are there', () => {
    expect(exportsOf({ '.': './src/gate.ts' })).toEqual(["exports '.' from ./src/gate.ts, which is not there"]);
  });

  test('are a map', () => {
    expect(exportsOf(undefined)).toEqual(['has no map `exports`']);
    expect(exportsOf('./src/index.ts')).toEqual(['has no map `exports`']);
  });
});

describe('a package', () => {
  test('is complete with a name, a description, a licence, four scripts and a README', () => {
    expect(incompletePackages(root, { folder, manifest: complete })).toEqual([]);
  });

  test.each(['name', 'description', 'license'] as const)('is missed its %s', (field) => {
    const { [field]: _, ...rest } = complete;
    expect(found(incompletePackages(root, { folder, manifest: rest }))).toEqual([`has no "${field}"`]);
  });

  test.each(['build', 'typecheck', 'lint', 'test'] as const)('is missed its script %s', (script) => {
    const { [script]: _, ...scripts } = complete.scripts;
    expect(found(incompletePackages(root, { folder, manifest: { ...complete, scripts } }))).toEqual([
      `has no script '${script}'`,
    ]);
  });

  test('is missed its README', () => {
    expect(incompletePackages(root, { folder: 'tooling/boundaries/src', manifest: complete })).toEqual([
      { rule: 'packages-are-complete', where: 'tooling/boundaries/src', found: 'has no README.md' },
    ]);
  });
});
