import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** Where the migration files of one package are. The package's name is half of each file's key in the ledger. */
export interface MigrationSource {
  readonly package: string;
  readonly folder: string;
}

/** The schema of the platform's own tables, in every service's database. */
export const platformSchema = 'holdfast';

/** Whether the files of this package make platform tables (in `holdfast`) and not tables of a service. */
export function isPlatform({ package: name }: Pick<MigrationSource, 'package'>): boolean {
  return name.startsWith(platformScope);
}

const platformScope = '@holdfast/';

/** Finds the files of an installed package as seen from `from`, a file or folder in the package that depends on it. Throws if it has none. */
export function migrationsOf(packageName: string, from: string): MigrationSource {
  const home = folderOf(packageName, from);
  const source = home === undefined ? undefined : sourceIn(home);
  if (source === undefined) throw new NoMigrations(packageName, from);
  return source;
}

/**
 * Everything that a service's database needs, in the sequence in which it is applied: the platform packages that the
 * service depends on, directly or not, each after its own dependencies, and then the service's own files.
 */
export function migrationSourcesOf(serviceFolder: string): readonly MigrationSource[] {
  const platform = new Map<string, MigrationSource | undefined>();
  collectPlatform(serviceFolder, platform);
  const own = sourceIn(serviceFolder);
  return [...platform.values(), own].filter((source) => source !== undefined);
}

/** A package was named that is not installed there, or that brings no `migrations` folder. */
export class NoMigrations extends Error {
  readonly code = 'no-migrations';
  readonly package: string;

  constructor(packageName: string, from: string) {
    super(
      `${packageName} has no migrations as seen from ${from}. Is it a dependency there, and does it have a folder \`migrations\`?`,
    );
    this.package = packageName;
  }
}

function collectPlatform(
  folder: string,
  found: Map<string, MigrationSource | undefined>,
  seen = new Set<string>(),
): void {
  for (const name of platformDependenciesOf(folder)) {
    const home = folderOf(name, folder);
    if (home === undefined || seen.has(name)) continue;
    seen.add(name);
    collectPlatform(home, found, seen);
    found.set(name, sourceIn(home));
  }
}

function platformDependenciesOf(folder: string): string[] {
  const { dependencies = {} } = manifestIn(folder);
  return Object.keys(dependencies)
    .filter((name) => name.startsWith(platformScope))
    .toSorted();
}

function sourceIn(packageFolder: string): MigrationSource | undefined {
  const folder = join(packageFolder, 'migrations');
  return existsSync(folder) ? { package: manifestIn(packageFolder).name, folder } : undefined;
}

function manifestIn(folder: string): { name: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string };
}

// By hand and not by `resolve`: that would ask the package's `exports`, and need its build.
function folderOf(packageName: string, from: string): string | undefined {
  const places = createRequire(resolve(from, 'package.json')).resolve.paths(packageName) ?? [];
  const folder = places
    .map((place) => join(place, packageName))
    .find((place) => existsSync(join(place, 'package.json')));
  return folder === undefined ? undefined : realpathSync(folder);
}
