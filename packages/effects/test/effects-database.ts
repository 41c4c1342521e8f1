import { fileURLToPath } from 'node:url';
import { migrationSourcesOf, type MigrationSource } from '@holdfast/migrations';
import { testDatabase, type TestDatabase, type TestDatabaseOptions } from '@holdfast/testkit';
import { sql } from 'kysely';

const here = fileURLToPath(new URL('..', import.meta.url));

// oxlint-disable-next-line typescript/no-explicit-any -- the tests name tables in SQL
type EffectsDatabase = TestDatabase<any>;

/** A database with the tables of work and effects, for one test file. */
export function effectsDatabase(options: Partial<TestDatabaseOptions> = {}): Promise<EffectsDatabase> {
  return testDatabase({ service: 'garden', packages: effectsMigrations(), ...options });
}

export function effectsMigrations(): readonly MigrationSource[] {
  return migrationSourcesOf(here);
}

/** As empty as on the first day. */
export async function emptied({ owner }: Pick<EffectsDatabase, 'owner'>): Promise<void> {
  await sql`truncate holdfast.effect_intent, holdfast.effect_contradiction, holdfast.effect_decision restart identity`.execute(
    owner,
  );
}

/** Lets every lease and every pause run out now. What is parked for good stays so. */
export async function makeDue({ owner }: Pick<EffectsDatabase, 'owner'>): Promise<void> {
  await sql`
    update holdfast.effect_intent
       set next_at = clock_timestamp(), lease_until = case when lease_until is not null then clock_timestamp() end
     where state <> 'concluded' and next_at is not null`.execute(owner);
}
