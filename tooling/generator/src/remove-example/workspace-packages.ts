import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package of the workspace, and the names of the packages that it needs for anything. */
export interface WorkspacePackage {
  readonly folder: string;
  readonly name: string;
  readonly needs: readonly string[];
}

/** The packages that `pnpm-workspace.yaml` names, sorted by folder. */
export function workspacePackages(root: string): WorkspacePackage[] {
  const patterns = foldersIn(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'));
  return globSync(
    patterns.map((pattern) => `${pattern}/package.json`),
    { cwd: root },
  )
    .toSorted()
    .map((path) => readPackage(root, dirname(path)));
}

function readPackage(root: string, folder: string): WorkspacePackage {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
  const needs = dependencyFields.flatMap((field) => Object.keys(manifest[field] ?? {}));
  return { folder, name: manifest.name ?? folder, needs };
}

export type Manifest = { name?: string } & Partial<Record<(typeof dependencyFields)[number], Record<string, string>>>;

export const dependencyFields = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
] as const;

function foldersIn(workspace: string): string[] {
  const list = /^packages:\n((?:[ \t]+- .*\n)+)/m.exec(workspace)?.[1] ?? '';
  return [...list.matchAll(/^\s*-\s*["']?([^"'\s]+)/gm)].map(([, pattern]) => pattern!);
}
