import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appFolders, hasDeclaration } from './app-folders.ts';

/** Writes `system.services.ts` from the folders. The same folders give the same bytes. Says whether the file changed. */
export function writeServicesFile(root: string): boolean {
  if (checkServicesFile(root) === undefined) return false;
  writeFileSync(join(root, fileName), servicesFile(root));
  return true;
}

/** Nothing when `system.services.ts` says what the folders say; otherwise the sentence that tells what to do. */
export function checkServicesFile(root: string): string | undefined {
  const file = join(root, fileName);
  if (!existsSync(file)) return `${fileName} is missing. Run \`./holdfast sync\`.`;
  if (readFileSync(file, 'utf8') === servicesFile(root)) return undefined;
  return `${fileName} differs from the folders in apps/. Run \`./holdfast sync\` and commit the file.`;
}

const fileName = 'system.services.ts';

function servicesFile(root: string): string {
  const folders = appFolders(root).filter((folder) => hasDeclaration(root, folder));
  const imports = folders.map((folder) => `import ${identifierOf(folder)} from './apps/${folder}/service.ts';\n`);
  const list = folders.map((folder) => `\n  ${identifierOf(folder)},`);
  const end = folders.length > 0 ? '\n' : '';
  return `${opening}${imports.join('')}\nexport const services = [${list.join('')}${end}] as const;\n`;
}

const opening = '// Written by `./holdfast sync` from the folders in apps/. Edit the folders, not this file.\n';

// The ending keeps a service from being called like a word of the language.
function identifierOf(folder: string): string {
  return `${folder.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}Service`;
}
