import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the real tree: its rules and its list of workspace folders hold for the planted ones too. */
export const realRoot = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Copies a fixture to a folder of its own and adds what every tree has: manifests with the usual fields, READMEs,
 * declarations, a system, and `node_modules` as pnpm lays them out, so that imports lead where they would really lead. What the fixture says itself stands.
 */
export function plantTree(fixture: string): { root: string; remove: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'holdfast-boundaries-'));
  cpSync(fixture, root, { recursive: true });
  cpSync(join(realRoot, 'pnpm-workspace.yaml'), join(root, 'pnpm-workspace.yaml'));
  if (!existsSync(join(root, 'system.ts'))) declareApps(root);
  writeMissing(join(root, 'system.ts'), "export default { name: 'estate', teams: {}, services: [], steps: [] };\n");
  const folders = packageFolders(root);
  const manifests = new Map(folders.map((folder) => [folder, completeManifest(root, folder)]));
  const places = new Map([...manifests].map(([folder, { name }]) => [name, join(root, folder)]));
  for (const [folder, manifest] of [...manifests, ['.', rootManifest(root)] as const])
    link(root, folder, manifest, places);
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

interface PlantedManifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Whatever they are, they are not the simulators of a system that names none. */
function declareApps(root: string): void {
  const apps = new Set(globSync('apps/*/**/*.ts', { cwd: root }).map((file) => file.split('/')[1]!));
  for (const app of apps) writeMissing(join(root, 'apps', app, 'service.ts'), 'export default {};\n');
}

function packageFolders(root: string): string[] {
  const found = globSync('{apps,packages,packages/contracts,tooling,proofs,infra}/*/**/*.ts', { cwd: root });
  const folders = found.map((file) =>
    file
      .split('/')
      .slice(0, file.startsWith('packages/contracts/') ? 3 : 2)
      .join('/'),
  );
  return [...new Set(folders)];
}

function completeManifest(root: string, folder: string): PlantedManifest {
  const file = join(root, folder, 'package.json');
  const imported = importsIn(root, folder);
  const manifest = {
    name: nameOf(folder),
    description: 'Planted for a test.',
    license: 'MIT',
    type: 'module',
    exports: doorsOf(root, folder),
    scripts: { build: 'tsc', typecheck: 'tsc', lint: 'oxlint', test: 'vitest' },
    dependencies: Object.fromEntries(imported.map((name) => [name, '*'])),
    ...(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {}),
  };
  writeFileSync(file, JSON.stringify(manifest));
  writeMissing(join(root, folder, 'README.md'), '# Planted\n');
  return manifest;
}

function rootManifest(root: string): PlantedManifest {
  const file = join(root, 'package.json');
  writeMissing(file, '{}');
  const manifest = { name: 'estate', type: 'module', ...(JSON.parse(readFileSync(file, 'utf8')) as object) };
  writeFileSync(file, JSON.stringify(manifest));
  return manifest;
}

function nameOf(folder: string): string {
  if (folder.startsWith('packages/contracts/')) return `@estate/contracts-${basename(folder)}`;
  if (/^(?:apps|proofs)\//.test(folder)) return `@estate/${basename(folder)}`;
  return folder === 'infra/local' ? '@holdfast/local-infra' : `@holdfast/${basename(folder)}`;
}

/** Each file directly in `src` is a door, and so is `service.ts`. */
function doorsOf(root: string, folder: string): Record<string, string> {
  const files = globSync(['service.ts', 'src/*.ts'], { cwd: join(root, folder) });
  return Object.fromEntries(
    files.map((file) => [file === 'src/index.ts' ? '.' : `./${basename(file, '.ts')}`, `./${file}`]),
  );
}

function importsIn(root: string, folder: string): string[] {
  const sources = globSync('**/*.ts', { cwd: join(root, folder) }).map((file) =>
    readFileSync(join(root, folder, file), 'utf8'),
  );
  const specifiers = sources.flatMap((source) =>
    [...source.matchAll(/(?:from|import) '([^'.][^']*)'/g)].map(([, name]) => name!),
  );
  const names = specifiers
    .filter((name) => !isBuiltin(name))
    .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
  return [...new Set(names)];
}

function link(root: string, folder: string, manifest: PlantedManifest, places: ReadonlyMap<string, string>): void {
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const place = join(root, folder, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(places.get(name) ?? library(root, name), place);
  }
}

/** An empty package in the place where pnpm keeps those of the registry. */
function library(root: string, name: string): string {
  const place = join(root, 'node_modules/.pnpm', name.replace('/', '+'), 'node_modules', name);
  mkdirSync(place, { recursive: true });
  writeMissing(join(place, 'package.json'), JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
  writeMissing(join(place, 'index.js'), '');
  return place;
}

function writeMissing(file: string, content: string): void {
  if (!existsSync(file)) writeFileSync(file, content);
}
