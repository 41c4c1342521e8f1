import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package of the workspace: its folder from the root, and what its package.json says. */
export interface WorkspacePackage {
  readonly folder: string;
  readonly manifest: Manifest;
}

export interface Manifest {
  readonly name?: string;
  readonly license?: string;
  readonly description?: string;
  readonly scripts?: Record<string, string>;
  readonly exports?: unknown;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
}

/** The packages that `pnpm-workspace.yaml` names, sorted by folder. */
export function workspacePackages(root: string): WorkspacePackage[] {
  const manifests = globSync(
    foldersIn(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')).map((folder) => `${folder}/package.json`),
    { cwd: root },
  );
  return manifests.toSorted().map((path) => ({ folder: dirname(path), manifest: readManifest(join(root, path)) }));
}

export function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

/** The entries of the list `packages:`, which is all that this check needs of the file. */
function foldersIn(workspace: string): string[] {
  const list = /^packages:\n((?:[ \t]+- .*\n)+)/m.exec(workspace)?.[1];
  if (list === undefined) throw new Error('pnpm-workspace.yaml has no list `packages:`. Add it.');
  return list
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .replace(/^\s*-\s*/, '')
        .replaceAll(/["']/g, '')
        .trim(),
    );
}
