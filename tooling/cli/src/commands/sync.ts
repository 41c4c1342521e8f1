import { checkServicesFile, discoverServices, writeServicesFile } from '@holdfast/system-model';
import type { Terminal } from '../terminal.ts';

export interface SyncCommand {
  readonly root: string;
  readonly terminal: Terminal;
  /** Compare only. */
  readonly check?: boolean;
}

/** Writes what follows from the declarations, or says where it differs. Throws DeclarationsRefused where these cannot be used. */
export async function syncCommand({ root, terminal, check }: SyncCommand): Promise<number> {
  const services = await discoverServices(root);
  if (check) {
    const difference = checkServicesFile(root);
    terminal.out(difference ?? `system.services.ts is as it should be: ${services.length} services.`);
    return difference === undefined ? 0 : 1;
  }
  const changed = writeServicesFile(root);
  terminal.out(`system.services.ts ${changed ? 'written' : 'was as it should be'}: ${services.length} services.`);
  return 0;
}
