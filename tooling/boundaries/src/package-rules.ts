import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Violation } from './rules.ts';
import type { WorkspacePackage } from './workspace-packages.ts';

/** Wildcards in `exports`, targets that do not exist, and packages without the map. */
export function unlistedExports(root: string, { folder, manifest }: WorkspacePackage): Violation[] {
  const found = (what: string) => ({ rule: 'exports-are-listed', where: `${folder}/package.json`, found: what });
  const { exports } = manifest;
  if (typeof exports !== 'object' || exports === null) return [found('has no map `exports`')];
  return Object.entries(exports).flatMap(([door, target]) => {
    const paths = targetsOf(target);
    if ([door, ...paths].some((path) => path.includes('*'))) return [found(`exports '${door}' with a wildcard`)];
    return paths
      .filter((path) => !path.startsWith('./dist/') && !existsSync(join(root, folder, path)))
      .map((path) => found(`exports '${door}' from ${path}, which is not there`));
  });
}

/** What a package lacks of the things that every package has. */
export function incompletePackages(root: string, { folder, manifest }: WorkspacePackage): Violation[] {
  const missing = [
    ...['build', 'typecheck', 'lint', 'test']
      .filter((script) => !manifest.scripts?.[script])
      .map((script) => `script '${script}'`),
    ...(['name', 'description', 'license'] as const).filter((field) => !manifest[field]).map((field) => `"${field}"`),
  ].map((what) => ({ rule: 'packages-are-complete', where: `${folder}/package.json`, found: `has no ${what}` }));
  if (existsSync(join(root, folder, 'README.md'))) return missing;
  return [...missing, { rule: 'packages-are-complete', where: folder, found: 'has no README.md' }];
}

function targetsOf(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  if (typeof target === 'object' && target !== null) return Object.values(target).flatMap(targetsOf);
  return [];
}
