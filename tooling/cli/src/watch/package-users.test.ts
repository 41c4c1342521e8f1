import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageUsers } from './package-users.ts';

let root: string;

beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'users-'))));
afterEach(() => rmSync(root, { recursive: true }));

/** A package with what it depends on, installed as pnpm does. */
function install(folder: string, uses: Record<string, string>, loader?: string): void {
  const link = (name: string, to: string) => {
    const from = join(root, folder, 'node_modules', name);
    mkdirSync(dirname(from), { recursive: true });
    symlinkSync(join(root, to), from);
  };
  mkdirSync(join(root, folder), { recursive: true });
  for (const [name, to] of Object.entries(uses)) link(name, to);
  if (loader !== undefined) link('@plot/source-loader', loader);
  const dependencies = { ...Object.fromEntries(Object.keys(uses).map((name) => [name, 'workspace:*'])), zod: '4.0.0' };
  const devDependencies = { testkit: 'workspace:*', ...(loader && { '@plot/source-loader': 'workspace:*' }) };
  writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ dependencies, devDependencies }));
}

test('a package is used by every app that depends on it, also through another package', () => {
  install('packages/soil', {});
  install('packages/water', { soil: 'packages/soil' });
  install('packages/loader', {});
  install('packages/contracts/seeds', {});
  install('apps/garden', { water: 'packages/water', '@plot/seeds': 'packages/contracts/seeds' }, 'packages/loader');
  install('apps/shed', { soil: 'packages/soil' }, 'packages/loader');
  const users = packageUsers(root, ['garden', 'shed']);
  expect(Object.fromEntries([...users].map(([folder, apps]) => [folder, [...apps]]))).toEqual({
    'apps/garden': ['garden'],
    'apps/shed': ['shed'],
    'packages/water': ['garden'],
    'packages/soil': ['garden', 'shed'],
    'packages/contracts/seeds': ['garden'],
    'packages/loader': ['garden', 'shed'],
  });
});

test('packages that use each other are no endless loop', () => {
  install('packages/soil', { water: 'packages/water' });
  install('packages/water', { soil: 'packages/soil' });
  install('apps/garden', { water: 'packages/water' });
  expect([...packageUsers(root, ['garden']).keys()]).toEqual(['apps/garden', 'packages/water', 'packages/soil']);
});
