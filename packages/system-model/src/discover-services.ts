import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { appFolders, hasDeclaration } from './app-folders.ts';
import { DeclarationsRefused } from './declarations-refused.ts';
import { problemsAmong } from './declaration-problems.ts';
import type { ServiceDeclaration } from './define-service.ts';

/**
 * Every service of the checkout at `root`, in the order of its folders: the default export of each `apps/<name>/service.ts`.
 * An app without that file is no service; whether it may be there is for `loadSystem` to say.
 * Run it under `--conditions=@holdfast/source`, or after a build. Throws DeclarationsRefused with all problems at once.
 */
export async function discoverServices(root: string): Promise<ServiceDeclaration[]> {
  const declared = appFolders(root).filter((folder) => hasDeclaration(root, folder));
  const found = await Promise.all(declared.map((folder) => readService(root, folder)));
  const services = found.filter((service) => typeof service !== 'string');
  const unread = found.filter((service) => typeof service === 'string');
  // What a file that cannot be read would have declared is unknown, so owners are not looked for until all can be read.
  const problems = unread.length > 0 ? unread : problemsAmong(services);
  if (problems.length > 0) throw new DeclarationsRefused(problems);
  return services;
}

/** The declaration, or the sentence that says why there is none. */
async function readService(root: string, folder: string): Promise<ServiceDeclaration | string> {
  const file = join(root, 'apps', folder, 'service.ts');
  const shown = `apps/${folder}/service.ts`;
  const loaded = await load(file);
  if (loaded instanceof Error)
    return `${shown} cannot be loaded: ${loaded.message.split('\n')[0]}. Mend the file; it may import contract packages and @holdfast/system-model only.`;
  if (!isDeclaration(loaded))
    return `${shown} has no declaration as its default export. Write \`export default defineService({ name: '${folder}', team: …, port: … })\`.`;
  if (loaded.name !== folder)
    return `${shown} declares the name '${loaded.name}', but its folder is '${folder}'. Rename one of them: a service is found by its folder.`;
  return loaded;
}

async function load(file: string): Promise<unknown> {
  try {
    return ((await import(pathToFileURL(file).href)) as { default?: unknown }).default;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isDeclaration(value: unknown): value is ServiceDeclaration {
  if (typeof value !== 'object' || value === null) return false;
  const { name, team, port } = value as Record<string, unknown>;
  return typeof name === 'string' && typeof team === 'string' && typeof port === 'number';
}
