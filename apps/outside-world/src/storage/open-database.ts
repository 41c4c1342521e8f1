import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CannotStart } from '../cannot-start.ts';
import { issuerKeyTable } from '../issuer/issuer-key-table.ts';
import { keyTable } from '../keys/key-table.ts';
import { ledgerTable } from '../ledger/ledger-table.ts';
import type { OutsideSystem } from '../systems/outside-system.ts';
import { webhookTable } from '../webhooks/webhook-table.ts';
import { inTransaction } from './in-transaction.ts';

export function openDatabase(stateFolder: string, systems: readonly OutsideSystem[]): DatabaseSync {
  if (!statSync(stateFolder, { throwIfNoEntry: false })?.isDirectory())
    throw new CannotStart(`STATE_FOLDER: there is no folder ${stateFolder}. Make it, or name another one.`);
  const file = join(stateFolder, 'outside-world.sqlite');
  try {
    return prepared(new DatabaseSync(file, { timeout: 5_000 }), systems);
  } catch (error) {
    const message = `STATE_FOLDER: ${file} cannot be written (${String(error)}). Mend it, or name another folder.`;
    throw new CannotStart(message, { cause: error });
  }
}

function prepared(database: DatabaseSync, systems: readonly OutsideSystem[]): DatabaseSync {
  // FULL: a commit is on the disk when it returns, and only then is a call answered.
  database.exec('pragma journal_mode = wal; pragma synchronous = full;');
  const everything = [
    ledgerTable,
    keyTable,
    webhookTable,
    issuerKeyTable,
    ...systems.map(({ constraints }) => constraints),
  ];
  // Takes the lock for writing even if all of it is there already: a file that is read-only is found out now.
  inTransaction(database, () => database.exec(everything.join('\n')));
  return database;
}
