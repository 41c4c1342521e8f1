import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What vitest is given for a filter: the folders of the packages and services of that name, else the filter as it is, which
 * vitest looks for in the paths of the test files.
 */
export function testFilters(root: string, filter: string | undefined): string[] {
  if (filter === undefined) return [];
  const named = packageFolders(root).filter((folder) => isNamed(join(root, folder), filter));
  return named.length > 0 ? named.map((folder) => `${folder}/`) : [filter];
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
