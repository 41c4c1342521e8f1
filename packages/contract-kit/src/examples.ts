import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnyMessage, DataOf } from './message.ts';

/**
 * The data of an example: `examples/tree-planted.v1/<name>.json` in the package that `insidePackage`, the URL of any of
 * its files, belongs to. From another package: `exampleOf(import.meta.resolve('@garden/contracts-trees'), …)`.
 */
export function exampleOf<M extends AnyMessage>(insidePackage: string, message: M, name: string): DataOf<M> {
  const file = join(examplesFolder(insidePackage), folderOf(message), `${name}.json`);
  if (!existsSync(file)) throw new Error(`There is no example ${file}.`);
  return JSON.parse(readFileSync(file, 'utf8')) as DataOf<M>;
}

/** The names of a message's examples. */
export function exampleNames(insidePackage: string, message: AnyMessage): string[] {
  const folder = join(examplesFolder(insidePackage), folderOf(message));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .toSorted();
}

/** The folders of examples that are there, whether a message belongs to them or not. */
export function exampleFolders(insidePackage: string): string[] {
  const folder = examplesFolder(insidePackage);
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

/** `garden.tree-planted` version 1 has its examples in `tree-planted.v1`. */
export function folderOf(message: AnyMessage): string {
  return `${message.name.slice(message.name.indexOf('.') + 1)}.v${message.version}`;
}

function examplesFolder(insidePackage: string): string {
  return join(packageOf(fileURLToPath(insidePackage)), 'examples');
}

function packageOf(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('There is no package.json in this folder or above it.');
  return packageOf(above);
}
