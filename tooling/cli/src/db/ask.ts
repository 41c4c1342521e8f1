import { Client, type QueryArrayConfig } from 'pg';
import type { Answer } from './answer.ts';
import { isNoSuchTable, SqlRefused, sqlErrorOf } from './sql-refused.ts';
import { tablesOf } from './tables-of.ts';

/** One question, whom it is asked, and how long it may take. */
export interface Question {
  readonly url: string;
  readonly sql: string;
  readonly timeoutS: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal;
}

/**
 * Asks one statement in a transaction that can only read, and rolls it back. PostgreSQL itself refuses a second statement,
 * a write, and whatever the login may not see. Throws {@link SqlRefused} with the place in the SQL.
 */
export async function ask({ url, sql, timeoutS, signal }: Question): Promise<Answer> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'holdfast db query',
  });
  client.on('error', () => undefined); // The question that is under way fails; that is enough.
  await client.connect();
  const giveUp = () => void client.end();
  signal?.addEventListener('abort', giveUp);
  try {
    for (const setting of settings(timeoutS)) await client.query(setting);
    const { command, fields, rows } = await client.query<(string | null)[]>(alone(sql));
    if (command === 'COPY') throw new CopyRefused();
    return { command, columns: fields.map(({ name, dataTypeID: type }) => ({ name, type })), rows };
  } catch (error) {
    signal?.throwIfAborted();
    const refused = sqlErrorOf(error);
    if (refused === undefined) throw error;
    throw new SqlRefused(sql, isNoSuchTable(refused) ? { ...refused, tables: await tablesOf(client) } : refused);
  } finally {
    signal?.removeEventListener('abort', giveUp);
    await client.end(); // Rolls back.
  }
}

/** Its rows come beside the answer, where nobody reads them. */
class CopyRefused extends Error {
  readonly code = 'copy-refused';

  constructor() {
    super('COPY shows no rows here. Ask with select, and take --csv for comma-separated values.');
  }
}

function settings(timeoutS: number): string[] {
  return [
    'begin transaction read only',
    `set local statement_timeout = ${timeoutS * 1_000}`,
    // Whoever is gone is not worked for.
    `set local client_connection_check_interval = '1s'`,
    `set local datestyle = 'ISO'`,
    `set local timezone = 'UTC'`,
  ];
}

// The extended protocol takes one statement and no more; the simple one would run them all.
function alone(text: string): QueryArrayConfig {
  const asWritten = () => (value: string | Buffer) => String(value);
  const config: QueryArrayConfig & { queryMode: 'extended' } = {
    text,
    rowMode: 'array',
    queryMode: 'extended',
    types: { getTypeParser: asWritten as never },
  };
  return config;
}
