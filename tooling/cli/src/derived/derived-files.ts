import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from '@holdfast/system-model';
import { composeFile } from './compose-file.ts';
import { configVariables } from './config-variables.ts';
import { environmentExample } from './environment-example.ts';

/** A file that follows from the declarations and the configurations, as it should be. */
export interface DerivedFile {
  readonly path: string;
  /** Undefined where it follows from nothing, and must not be there. */
  readonly content: string | undefined;
}

/** All of them but `system.services.ts`, without which there is no system to ask. None where there is no service. */
export async function derivedFiles(root: string, system: System): Promise<DerivedFile[]> {
  if (system.services.length === 0) return [];
  const apps = system.services.map(({ name }) => name);
  const variables = await configVariables(root, apps);
  const examples = apps.map((app) => {
    const all = variables.get(app);
    return { path: `apps/${app}/.env.example`, content: all && environmentExample(app, all) };
  });
  return [...examples, { path: 'docker-compose.yml', content: composeFile(system, variables) }];
}

/** The files that are not as they should be. */
export function outdated(root: string, files: readonly DerivedFile[]): DerivedFile[] {
  return files.filter(({ path, content }) => content !== contentOf(join(root, path)));
}

/** Writes each as a whole, or deletes it. */
export function write(root: string, files: readonly DerivedFile[]): void {
  for (const { path, content } of files) {
    if (content === undefined) rmSync(join(root, path));
    else writeFileSync(join(root, path), content);
  }
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
