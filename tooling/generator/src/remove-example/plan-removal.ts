import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSystem, type System } from '@holdfast/system-model';
import { emptySystem } from './empty-system.ts';
import { PlatformNeedsExample } from './platform-needs-example.ts';
import { runbookWithoutExample } from './runbook-without-example.ts';
import { dependencyFields, workspacePackages, type Manifest, type WorkspacePackage } from './workspace-packages.ts';

/** What goes, and what is written in its place. Paths are from the root. */
export interface Removal {
  readonly folders: readonly string[];
  readonly files: readonly { readonly path: string; readonly content: string }[];
  /** The packages in those folders. */
  readonly packages: readonly string[];
}

/**
 * The example is every app, every contract, whatever needs one of them, and what the trial sends. Nothing of it is named here.
 * Throws PlatformNeedsExample when the platform or a tool would go with it.
 */
export async function planRemoval(root: string): Promise<Removal> {
  const system = await loadSystem(root);
  const gone = goingPackages(workspacePackages(root));
  const names = gone.map(({ name }) => name);
  const guides = gone.length > 0 ? guidesIn(root) : [];
  const folders = [...gone.map(({ folder }) => folder), ...examplesOf(root, system), ...guides].toSorted();
  if (folders.length === 0) return { folders, files: [], packages: [] };
  const files = [
    { path: 'package.json', content: withoutPackages(readFileSync(join(root, 'package.json'), 'utf8'), names) },
    { path: 'system.ts', content: emptySystem },
    ...templates(),
    ...runbooksOf(root, system),
  ];
  return { folders, files, packages: names };
}

function goingPackages(all: readonly WorkspacePackage[]): WorkspacePackage[] {
  const gone = new Set(all.filter(({ folder }) => /^(apps|packages\/contracts)\//.test(folder)));
  for (let before = -1; before !== gone.size;) {
    before = gone.size;
    const names = new Set([...gone].map(({ name }) => name));
    for (const each of all) if (each.needs.some((name) => names.has(name))) gone.add(each);
  }
  const platform = [...gone].filter(({ folder }) => /^(packages\/(?!contracts\/)|tooling\/|infra\/)/.test(folder));
  if (platform.length > 0) throw new PlatformNeedsExample(platform.map(({ folder }) => folder));
  return [...gone];
}

/** The folder at the root in which the examples stand, with what stands beside them. */
function examplesOf(root: string, { trial }: System): string[] {
  const top = trial?.examples.split('/')[0];
  if (top === undefined || !existsSync(join(root, top))) return [];
  const holdsPackages = globSync(`${top}/**/package.json`, { cwd: root }).length > 0;
  return holdsPackages ? [] : [top];
}

/** Pages that show a way through the example: where it is gone, it leads nowhere. */
function guidesIn(root: string): string[] {
  return ['docs/how-to', 'docs/tour.md'].filter((path) => existsSync(join(root, path)));
}

/** They are of use in any system, and are shown with the services of this one. */
function runbooksOf(root: string, { services }: System): Removal['files'] {
  const names = services.map(({ name }) => name);
  return globSync('docs/runbooks/*.md', { cwd: root })
    .toSorted()
    .map((path) => ({ path, content: runbookWithoutExample(readFileSync(join(root, path), 'utf8'), names) }));
}

function withoutPackages(text: string, names: readonly string[]): string {
  const manifest = JSON.parse(text) as Manifest;
  for (const field of dependencyFields) for (const name of names) delete manifest[field]?.[name];
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Texts about the whole, as they are without the example. Each stands in `templates/` under its own path. */
function templates(): { path: string; content: string }[] {
  const folder = join(import.meta.dirname, '../../templates');
  return globSync('**/*.md', { cwd: folder })
    .toSorted()
    .map((path) => ({ path, content: readFileSync(join(folder, path), 'utf8') }));
}
