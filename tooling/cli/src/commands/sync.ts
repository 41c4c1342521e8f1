import { checkServicesFile, discoverServices, loadSystem, writeServicesFile } from '@holdfast/system-model';
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
  const answer = (line: string, facts: object): void =>
    terminal.out(json ? JSON.stringify({ file: 'system.services.ts', services, ...facts }) : line);
  const difference = check ? checkServicesFile(root) : undefined;
  if (difference !== undefined) {
    answer(difference, { upToDate: false, difference });
    return 1;
  }
  const written = !check && writeServicesFile(root);
  // Imports the file, so only now: what the folders and `system.ts` say of each other must fit too.
  await loadSystem(root);
  const how = check ? 'is as it should be' : written ? 'written' : 'was as it should be';
  const count = `${services.length} ${services.length === 1 ? 'service' : 'services'}`;
  answer(`system.services.ts ${how}: ${count}.`, { upToDate: true, ...(!check && { written }) });
  return 0;
}
