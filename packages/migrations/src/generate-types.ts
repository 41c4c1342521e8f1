import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readCatalog } from './catalog.ts';
import { inOwnerSession } from './owner-session.ts';
import { writtenTypes } from './written-types.ts';

/** Where to read and where to write. */
export interface GenerateTypesOptions {
  /** A migrated database. */
  readonly url: string;
  /** The service's schema; names the interface: `garden` gives `GardenDb`. */
  readonly schema: string;
  /** The file, by custom `src/database/schema.ts` of the service. */
  readonly out: string;
}

/** Kysely's types of a schema, as text. */
export async function typesOf({ url, schema }: Omit<GenerateTypesOptions, 'out'>): Promise<string> {
  return await inOwnerSession(url, async (client) => writtenTypes(schema, await readCatalog(client, schema)));
}

/** Writes the types of a schema to a file, if they are not what stands there. Tells whether they were. */
export async function generateTypes({ out, ...where }: GenerateTypesOptions): Promise<'written' | 'unchanged'> {
  const text = await typesOf(where);
  if (currentText(out) === text) return 'unchanged';
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, text);
  return 'written';
}

function currentText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
