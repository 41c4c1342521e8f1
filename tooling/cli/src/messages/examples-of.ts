import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contextOf, typeOf } from '@holdfast/contract-kit';
import { exampleNames, exampleOf } from '@holdfast/contract-kit/examples';
import type { TakenCommand } from './find-command.ts';

/** The example of this name in the contract package of a command. Throws NoExample with those that there are. */
export function exampleData(root: string, taken: TakenCommand, name: string): unknown {
  const inside = contractPackageOf(root, taken);
  const names = inside === undefined ? [] : exampleNames(inside, taken.command);
  if (inside === undefined || !names.includes(name)) throw new NoExample(typeOf(taken.command), name, names);
  return exampleOf(inside, taken.command, name);
}

/** No example has this name. */
export class NoExample extends Error {
  readonly code = 'no-example';

  constructor(type: string, name: string, names: readonly string[]) {
    const known = names.length === 0 ? 'It has none.' : `There are: ${names.join(', ')}.`;
    super(`${type} has no example ${name}. ${known} Data of your own: --data <file>`);
  }
}

/**
 * The contract package of a command, among those that the service which takes it depends on: it is named after the context,
 * `contracts-garden`, in whatever scope. Undefined where there is none.
 */
function contractPackageOf(root: string, { service, command }: TakenCommand): string | undefined {
  const app = join(root, 'apps', service);
  const ending = `contracts-${contextOf(command)}`;
  const name = dependenciesOf(app).find((one) => one === ending || one.endsWith(`/${ending}`));
  if (name === undefined) return undefined;
  const folder = join(app, 'node_modules', ...name.split('/'));
  return existsSync(folder) ? pathToFileURL(realpathSync(folder)).href : undefined;
}

function dependenciesOf(app: string): string[] {
  const manifest = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8')) as { dependencies?: object };
  return Object.keys(manifest.dependencies ?? {});
}
