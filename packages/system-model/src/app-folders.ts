import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names of the folders in `apps/`, sorted. A folder without `package.json` is not a workspace package and does not count. */
export function appFolders(root: string): string[] {
  const apps = join(root, 'apps');
  if (!existsSync(apps)) return [];
  return readdirSync(apps, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(apps, entry.name, 'package.json')))
    .map(({ name }) => name)
    .toSorted();
}

/** Whether the app is a service. One without a declaration may only be the simulator of something outside. */
export function hasDeclaration(root: string, folder: string): boolean {
  return existsSync(join(root, 'apps', folder, 'service.ts'));
}

/** The package name of a service, as its folder's `package.json` says it. */
export function packageOf(root: string, service: string): string {
  const file = join(root, 'apps', service, 'package.json');
  const { name } = JSON.parse(readFileSync(file, 'utf8')) as { name?: string };
  if (name === undefined) throw new Error(`${file} has no "name". Give it one, like the other apps.`);
  return name;
}
