import { checkServicesFile, discoverServices, writeServicesFile } from '@holdfast/system-model';
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
  if (check) {
    const difference = checkServicesFile(root);
    const line = difference ?? `system.services.ts is as it should be: ${services.length} services.`;
    answer(line, { upToDate: difference === undefined, ...(difference !== undefined && { difference }) });
    return difference === undefined ? 0 : 1;
  }
  const changed = writeServicesFile(root);
  const how = changed ? 'written' : 'was as it should be';
  answer(`system.services.ts ${how}: ${services.length} services.`, { upToDate: true, written: changed });
  return 0;
}
