import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startTimeOf } from '@holdfast/local-infra';
import { migrationsOf, migrationSourcesOf } from '@holdfast/migrations';
import { testDatabase, testInfra, type TestDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { afterAll } from 'vitest';
import { writeSystemRecord } from '../src/supervisor/system-record.ts';

/** A checkout of which a garden runs, with a database that is really there. A second service, `shed`, has none yet. */
export interface ParkedGarden {
  readonly root: string;
  readonly database: TestDatabase<unknown>;
  /** Parks an intent, and says its position and id. */
  park(key: string): Promise<{ position: string; id: string }>;
  /** Says which of its processes run. */
  runs(...processes: string[]): void;
  /** Nothing of it runs any more. */
  ends(): void;
}

/** With the tables of one package of the platform, and of those that it depends on. */
export async function parkedGarden(tablesOf = '@holdfast/effects'): Promise<ParkedGarden> {
  const packages = migrationSourcesOf(dirname(migrationsOf(tablesOf, import.meta.dirname).folder));
  const database = await testDatabase({ service: 'garden', packages });
  const root = mkdtempSync(join(tmpdir(), 'parked-garden-'));
  afterAll(() => rmSync(root, { recursive: true }));
  for (const [index, name] of ['garden', 'shed'].entries()) {
    mkdirSync(join(root, 'apps', name), { recursive: true });
    writeFileSync(join(root, 'apps', name, 'package.json'), '{ "type": "module" }');
    const declaration = { name, team: 'keepers', port: 5000 + index };
    writeFileSync(join(root, 'apps', name, 'service.ts'), `export default ${JSON.stringify(declaration)};\n`);
  }
  const runs = (...processes: string[]): void => record({ root, database, processes });
  runs('garden-2');
  const ends = (): void => rmSync(join(root, '.holdfast'), { recursive: true });
  return { root, database, runs, ends, park: (key) => park(database, key) };
}

function record({ root, database, processes }: { root: string; database: TestDatabase<unknown>; processes: string[] }) {
  const living = { pid: process.pid, startedAt: startTimeOf(process.pid)! };
  writeSystemRecord(join(root, '.holdfast', 'runs', 'a'), {
    system: 'plot',
    owner: living,
    startedAt: 'today',
    state: testInfra().fast.state,
    namespace: database.namespace,
    infra: { postgres: { version: '18', provider: 'native', at: new URL(database.urls.app).host } },
    processes: processes.map((name) => ({ name, ...living })),
  });
}

async function park({ owner }: TestDatabase<unknown>, key: string): Promise<{ position: string; id: string }> {
  const { rows } = await sql<{ position: string; id: string }>`
    insert into holdfast.effect_intent (effect, key, request, call, state, attempts, first_attempt_at, parked_at, last_error)
    values ('garden.water-plant', ${key}, '{}', '{"correlationId": "c"}', 'parked', 3, now(), now(), 'no answer')
    returning position::text, id`.execute(owner);
  return rows[0]!;
}
