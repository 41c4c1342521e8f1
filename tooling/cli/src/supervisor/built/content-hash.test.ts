import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { contentHash } from './content-hash.ts';
import { packagesOf } from './workspace-packages.ts';

let root: string;

const manifest = (name: string, needs: string[] = [], development: string[] = []) =>
  JSON.stringify({
    name,
    files: ['dist'],
    dependencies: Object.fromEntries(needs.map((need) => [need, 'workspace:*'])),
    devDependencies: Object.fromEntries(development.map((need) => [need, 'workspace:*'])),
  });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'content-'));
  write('pnpm-lock.yaml', 'one');
  write('apps/garden/package.json', manifest('@yard/garden', ['@yard/soil'], ['@yard/spade']));
  write('apps/garden/dist/src/main.js', 'grow()');
  write('packages/soil/package.json', manifest('@yard/soil', ['@yard/worm']));
  write('packages/soil/dist/index.js', 'dig()');
  write('packages/worm/package.json', manifest('@yard/worm'));
  write('packages/worm/dist/index.js', 'wriggle()');
  write('packages/spade/package.json', manifest('@yard/spade'));
  write('packages/spade/dist/index.js', 'shine()');
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function hash(): string {
  const workspace = packagesOf(root);
  return contentHash(
    root,
    workspace.find(({ path }) => path === 'apps/garden')!,
    workspace,
  );
}

describe('the name of what would be delivered', () => {
  test.each([
    ['a built file of the app', 'apps/garden/dist/src/main.js'],
    ['a new file of the app', 'apps/garden/dist/src/new.js'],
    ['a built file of a package that it needs', 'packages/soil/dist/index.js'],
    ['a built file of a package that this one needs', 'packages/worm/dist/index.js'],
    ['the versions of foreign packages', 'pnpm-lock.yaml'],
    ['a patch', 'patches/seed.patch'],
  ])('changes with %s', (_, path) => {
    const before = hash();
    write(path, 'changed');
    expect(hash()).not.toBe(before);
  });

  test.each([
    ['a source', 'apps/garden/src/main.ts'],
    ['a package for tests alone', 'packages/spade/dist/index.js'],
  ])('stays with %s', (_, path) => {
    const before = hash();
    write(path, 'changed');
    expect(hash()).toBe(before);
  });
});
