import { fileURLToPath } from 'node:url';
import { migrationSourcesOf, type MigrationSource } from '@holdfast/migrations';
import { testDatabase, type TestDatabase, type TestDatabaseOptions } from '@holdfast/testkit';
import { sql } from 'kysely';

const here = fileURLToPath(new URL('..', import.meta.url));

// oxlint-disable-next-line typescript/no-explicit-any -- the tests name tables in SQL
export type MessagingDatabase = TestDatabase<any>;

/** A database with the tables of work and messaging, for one test file. */
export function messagingDatabase(options: Partial<TestDatabaseOptions> = {}): Promise<MessagingDatabase> {
  return testDatabase({ service: 'garden', packages: messagingMigrations(), ...options });
}

export function messagingMigrations(): readonly MigrationSource[] {
  return migrationSourcesOf(here);
}

/** As empty as on the first day. */
export async function emptied({ owner }: Pick<MessagingDatabase, 'owner'>): Promise<void> {
  await sql`truncate holdfast.outbox, holdfast.consumer_position, holdfast.consumer_inbox, holdfast.audit,
                    holdfast.consumer_parked, holdfast.consumer_replay, holdfast.consumer_topic,
                    holdfast.outbox_parked, holdfast.outbox_parked_key
            restart identity`.execute(owner);
  await sql`truncate holdfast.outbox_event, holdfast.outbox_tick`.execute(owner);
  await sql`insert into holdfast.outbox_tick (n, snapshot) values (0, '3:3:')`.execute(owner);
  await sql`update holdfast.outbox_cursor set tick = 0, row_id = 0`.execute(owner);
  await sql`update holdfast.relay_lease set owner = null, epoch = 0, lease_until = '-infinity', database = null`.execute(
    owner,
  );
}
