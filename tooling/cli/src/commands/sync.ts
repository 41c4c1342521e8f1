import { checkServicesFile, discoverServices, loadSystem, writeServicesFile } from '@holdfast/system-model';
import { derivedFiles, outdated, write, type DerivedFile } from '../derived/derived-files.ts';
import type { Terminal } from '../terminal.ts';

export interface SyncCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** Compare only. */
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Writes what follows from the declarations, or says where it differs. Throws DeclarationsRefused where these cannot be used. */
export async function syncCommand({ root, terminal, check, json }: SyncCommand): Promise<number> {
  const services = (await discoverServices(root)).map(({ name }) => name);
  const answer = (lines: readonly string[], facts: object): void => {
    if (json) terminal.out(JSON.stringify({ file: 'system.services.ts', services, ...facts }));
    else for (const line of lines) terminal.out(line);
  };
  const difference = check ? checkServicesFile(root) : undefined;
  if (difference !== undefined) {
    answer([difference], { upToDate: false, difference });
    return 1;
  }
  const written = !check && writeServicesFile(root);
  // Imports the file, so only now: what the folders and `system.ts` say of each other must fit too.
  const others = await derivedFiles(root, await loadSystem(root));
  const differing = outdated(root, others);
  const paths = differing.map(({ path }) => path);
  if (check && differing.length > 0) {
    const differences = differing.map(differenceOf);
    answer(differences, { upToDate: false, difference: differences.join('\n'), files: paths });
    return 1;
  }
  write(root, differing);
  const how = check ? 'is as it should be' : written ? 'written' : 'was as it should be';
  const count = `${services.length} ${services.length === 1 ? 'service' : 'services'}`;
  const lines = [`system.services.ts ${how}: ${count}.`, ...differing.map(doneLine)];
  answer(lines, { upToDate: true, ...(!check && { written, files: paths }) });
  return 0;
}

function differenceOf({ path, content }: DerivedFile): string {
  return content === undefined
    ? `${path} is made of a src/config.ts that is not there. Run \`./holdfast sync\`, which deletes it, and commit that.`
    : `${path} differs from what it is made of. Run \`./holdfast sync\` and commit it.`;
}

function doneLine({ path, content }: DerivedFile): string {
  return `${path} ${content === undefined ? 'deleted' : 'written'}.`;
}
