import { migrationsOf } from '@holdfast/migrations';
import { seeded, testDatabase } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { checkHistories } from './check-histories.ts';
import { realTimeBy } from './model-time.ts';
import { growthTable, PostgresModelDatabase } from './postgres-model-database.ts';

// The same seed gives the same histories. Time is real in them, so that a failure comes again only likely.
const { seed } = seeded('consumer model on PostgreSQL');
const numRuns = Number(process.env['HOLDFAST_POSTGRES_MODEL_RUNS'] ?? 120);
const time = realTimeBy(20);

const packages = ['@holdfast/work', '@holdfast/messaging'].map((name) => migrationsOf(name, import.meta.dirname));
const { owner, urls } = await testDatabase({ service: 'garden', packages });
await sql.raw(growthTable).execute(owner);

test('whatever happens on PostgreSQL: every message has its effect once, in sequence, and is never overtaken', async () => {
  let begun = 0;
  const unmet = await checkHistories({
    seed,
    numRuns,
    atLeast: 2,
    // A failure is told with the shortest history that was found by then.
    interruptAfterTimeLimit: 240_000,
    begin: () => ({ database: new PostgresModelDatabase(urls.app, (begun += 1)), time, patienceMs: 300_000 }),
  });
  // A run that was cut short by its limit has not decided anything.
  expect({ begun, unmet }).toEqual({ begun: numRuns, unmet: [] });
}, 290_000);
