import { definePoint } from '@holdfast/telemetry';
import { DatabaseError } from 'pg';
import type { Client } from 'pg';
import { record } from './ledger.ts';
import { isPlatform, platformSchema } from './migration-source.ts';
import type { MigrationFile } from './migration-file.ts';
import { dropUnusable } from './unusable-index.ts';

/** What a file's SQL can ask for by `current_setting`. */
export interface FileSettings {
  /** The service's own schema. */
  readonly schema: string;
  readonly roles: { readonly app: string; readonly relay: string };
  readonly release: string | undefined;
}

/** A file could not be applied. After the repair the job simply runs again: it goes on at this file. */
export class MigrationFailed extends Error {
  readonly code = 'migration-failed';
  readonly package: string;
  readonly file: string;
  /** The line at which PostgreSQL stopped, where it says so. */
  readonly line: number | undefined;

  constructor(file: MigrationFile, cause: unknown) {
    const line = lineOf(file.sql, cause);
    const place = line === undefined ? '' : `:${line}`;
    super(`${file.package} ${file.file}${place} ${written(cause)}. ${whatIsLeft(file, cause)}`, { cause });
    this.package = file.package;
    this.file = file.file;
    this.line = line;
  }
}

/** The file's SQL has run, and the ledger does not know it yet. */
const ran = definePoint<{ package: string; file: string; transaction: 'on' | 'off' }>('migrations.ran');

/** Applies one file and remembers it. Gives the milliseconds that it took. */
export async function runFile(client: Client, file: MigrationFile, settings: FileSettings): Promise<number> {
  await applySettings(client, file, settings);
  const run = file.header.transaction === 'on' ? runInTransaction : runOutside;
  try {
    return await run(client, file, settings);
  } catch (error) {
    throw new MigrationFailed(file, error);
  }
}

async function runInTransaction(client: Client, file: MigrationFile, settings: FileSettings): Promise<number> {
  await client.query('begin');
  try {
    const tookMs = await runSql(client, file);
    await record(client, file, { tookMs, release: settings.release });
    await client.query('commit');
    return tookMs;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

// A crash before the row is written runs the statement again. It then finds its work done, because the reader of the files
// insists on `if not exists`, or finds an index that it did not finish, which is dropped first: the `if not exists` would
// take it for the finished one, and an unfinished unique index lets duplicates in.
async function runOutside(client: Client, file: MigrationFile, settings: FileSettings): Promise<number> {
  await dropUnusable(client, file.builds);
  const tookMs = await runSql(client, file).catch(async (error: unknown) => {
    await dropUnusable(client, file.builds).catch(() => undefined);
    throw error;
  });
  await record(client, file, { tookMs, release: settings.release });
  return tookMs;
}

async function runSql(client: Client, file: MigrationFile): Promise<number> {
  const startedAt = performance.now();
  await client.query(file.sql);
  ran.reached({ package: file.package, file: file.file, transaction: file.header.transaction });
  return Math.round(performance.now() - startedAt);
}

// For the session, because a file without a transaction needs them too; all reset first, so that a `set` in one file does not reach the next.
async function applySettings(client: Client, file: MigrationFile, { schema, roles }: FileSettings): Promise<void> {
  await client.query('reset role');
  await client.query('reset all');
  const searchPath = client.escapeIdentifier(isPlatform(file) ? platformSchema : schema);
  const set = (name: string) => `set_config('holdfast.${name}', `;
  await client.query(
    `select set_config('search_path', $1, false), ${set('service')}$2, false), ${set('app_role')}$3, false),
     ${set('relay_role')}$4, false), ${set('owner_role')}current_user, false)`,
    [searchPath, schema, roles.app, roles.relay],
  );
}

function lineOf(sql: string, error: unknown): number | undefined {
  if (!(error instanceof DatabaseError) || error.position === undefined) return undefined;
  return sql.slice(0, Number(error.position) - 1).split('\n').length;
}

function written(error: unknown): string {
  const { message, detail, hint } = error as DatabaseError;
  return [message, detail, hint]
    .filter((text) => text !== undefined && text !== '')
    .join('. ')
    .replace(/\.$/, '');
}

function whatIsLeft({ header }: MigrationFile, error: unknown): string {
  if (!(error instanceof DatabaseError)) return 'Whether the file was kept shows in the ledger: run the job again.';
  if (header.transaction === 'off') return 'It ran outside a transaction: what the statement did before may be there.';
  return 'Nothing of this file was kept; files before it were.';
}
