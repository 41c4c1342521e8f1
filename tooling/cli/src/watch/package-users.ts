import { readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';

/** For the folder of each package that some app runs, and of each app, the apps that have to start anew when its code changes. */
export type PackageUsers = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Follows what each app depends on, through what is installed. Whole packages rather than single files: which file imports
 * which is known only to the process that has loaded them, and asking it would take a second process for each app.
 */
export function packageUsers(root: string, apps: readonly string[]): PackageUsers {
  const users = new Map<string, Set<string>>();
  const base = realpathSync(root);
  for (const app of apps) {
    for (const folder of foldersBehind(join(base, 'apps', app))) {
      const path = relative(base, folder);
      users.set(path, (users.get(path) ?? new Set()).add(app));
    }
  }
  return users;
}

function foldersBehind(folder: string, seen = new Set<string>()): Set<string> {
  if (seen.has(folder)) return seen;
  seen.add(folder);
  for (const name of workspaceDependencies(folder)) {
    foldersBehind(realpathSync(join(folder, 'node_modules', name)), seen);
  }
  return seen;
}

function workspaceDependencies(folder: string): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  // Sources are run with it, and production is not.
  const loader = Object.entries(devDependencies ?? {}).filter(([name]) => name.endsWith('/source-loader'));
  const all = [...Object.entries(dependencies ?? {}), ...loader];
  return all.filter(([, version]) => version.startsWith('workspace:')).map(([name]) => name);
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
