import { existsSync, readdirSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeServicesFile } from '@holdfast/system-model';
import type { Removal } from './plan-removal.ts';

/** Does what was planned. If it is killed in between, git brings back what went, and it can be done again. */
export function carryOut(root: string, { folders, files }: Removal): void {
  for (const { path, content } of files) writeFileSync(join(root, path), content);
  for (const folder of folders) rmSync(join(root, folder), { recursive: true, force: true });
  for (const parent of new Set(folders.map((folder) => dirname(folder)))) removeEmpty(join(root, parent));
  writeServicesFile(root);
  // Written from the declarations; `./holdfast sync` does so again when there is a service.
  rmSync(join(root, 'docker-compose.yml'), { force: true });
}

function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
