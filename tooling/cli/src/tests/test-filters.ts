import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';

/**
 * What vitest is given for a filter: the folders of the packages and services of that name, else the filter as it is, which
 * vitest looks for in the paths of the test files.
 */
export function testFilters(root: string, filter: string | undefined): string[] {
  if (filter === undefined) return [];
  const named = packageFolders(root).filter((folder) => isNamed(join(root, folder), filter));
  return named.length > 0 ? named.map((folder) => `${folder}/`) : [filter];
}

/**
 * Why a filter finds nothing, and what there is; undefined if it finds a test. Vitest itself would show all its patterns.
 */
export function whyNoTest(root: string, filter: string): string | undefined {
  const wanted = testFilters(root, filter).map((part) => part.replace(/:\d+$/, '').toLowerCase());
  const files = packageFolders(root).flatMap((folder) => testFilesIn(root, folder));
  const found = files.filter((file) => wanted.some((part) => file.includes(part)));
  if (wanted.some(isAbsolute) || found.some((file) => findsLong(filter) || !isLong(file))) return undefined;
  if (found[0] !== undefined) return `only long tests match "${filter}"; ask for them with e2e, as in ${found[0]}.`;
  const names = new Set(packageFolders(root).map((folder) => basename(folder)));
  return `no test matches "${filter}"; services and packages: ${[...names].toSorted().join(', ')}.`;
}

/** The long tests are run only for a filter that asks for them. */
export function findsLong(filter: string | undefined): boolean {
  return filter?.includes('e2e') ?? false;
}

function isLong(file: string): boolean {
  return file.endsWith('.e2e.test.ts');
}

function testFilesIn(root: string, folder: string): string[] {
  return ['src', 'test']
    .map((part) => `${folder}/${part}`)
    .filter((part) => existsSync(join(root, part)))
    .flatMap((part) =>
      readdirSync(join(root, part), { recursive: true, encoding: 'utf8' }).map((file) => `${part}/${file}`),
    )
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.toLowerCase());
}

const parents = ['apps', 'packages', 'packages/contracts', 'tooling', 'proofs', 'infra'];

function packageFolders(root: string): string[] {
  return parents
    .filter((parent) => existsSync(join(root, parent)))
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

function isNamed(folder: string, filter: string): boolean {
  if (folder.endsWith(`/${filter}`)) return true;
  const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string };
  return name === filter;
}
