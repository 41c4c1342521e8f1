import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of the checkout, with what it needs of the others when it runs in production. */
export interface WorkspacePackage {
  readonly name: string;
  /** From the root. */
  readonly path: string;
  /** What of its folder is delivered. */
  readonly files: readonly string[];
  readonly needs: readonly string[];
}

/** All packages below the folders in which they may stand. */
export function packagesOf(root: string): WorkspacePackage[] {
  const manifests = globSync('{apps,packages,packages/contracts,tooling,infra}/*/package.json', { cwd: root });
  return manifests.toSorted().map((manifest) => {
    const path = manifest.replaceAll('\\', '/').replace(/\/package\.json$/, '');
    const read = JSON.parse(readFileSync(join(root, manifest), 'utf8')) as Manifest;
    const needs = Object.entries(read.dependencies ?? {}).filter(([, version]) => version.startsWith('workspace:'));
    return { name: read.name ?? path, path, files: read.files ?? [], needs: needs.map(([name]) => name) };
  });
}

/** A package and everything of the workspace that it needs, directly or not, in a fixed order. */
export function withNeeds(one: WorkspacePackage, all: readonly WorkspacePackage[]): WorkspacePackage[] {
  const found = new Set([one]);
  for (const each of found) {
    for (const name of each.needs) {
      const needed = all.find((other) => other.name === name);
      if (needed) found.add(needed);
    }
  }
  return [...found].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files of a package that are delivered, from the root, in a fixed order. */
export function deliveredFiles(root: string, { path, files }: WorkspacePackage): string[] {
  const places = ['package.json', ...files].map((file) => `${path}/${file}`);
  return places
    .filter((place) => existsSync(join(root, place)))
    .flatMap((place) => [place, ...globSync(`${place}/**/*`, { cwd: root })])
    .toSorted();
}

interface Manifest {
  readonly name?: string;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}
