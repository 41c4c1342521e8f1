import type { Client } from 'pg';
import { makeLedger } from './ledger.ts';
import { platformSchema } from './migration-source.ts';
import type { FileSettings } from './run-file.ts';

/**
 * Makes the two schemas and the ledger, and lets the service's role use what will be made: its own schema's tables are its
 * to read and write, platform tables are granted one by one in the platform's files. A repeat changes nothing.
 */
export async function prepareSchemas(client: Client, { schema, roles }: FileSettings): Promise<void> {
  const [platform, own, app, relay] = [platformSchema, schema, roles.app, roles.relay].map((name) =>
    client.escapeIdentifier(name),
  );
  await client.query(`create schema if not exists ${platform}`);
  await client.query(`create schema if not exists ${own}`);
  await makeLedger(client);
  await client.query(`grant usage on schema ${platform} to ${app}, ${relay}`);
  await client.query(`grant usage on schema ${own} to ${app}`);
  await client.query(
    `alter default privileges in schema ${own} grant select, insert, update, delete on tables to ${app}`,
  );
  await client.query(`alter default privileges in schema ${own} grant usage, select on sequences to ${app}`);
}
