import { sql } from 'kysely';
import { acceptDatabase } from '../src/relay/postgres-lease.ts';
import type { RelayStore } from '../src/relay/relay-store.ts';
import type { OpenOutbox } from '../src/testing/open-outbox.ts';
import { emptied, type MessagingDatabase } from './messaging-database.ts';

/** One of the two outboxes in PostgreSQL, empty, for `relayStoreBehaviour`. */
export async function openPostgresOutbox(
  database: MessagingDatabase,
  { store, table }: { store: RelayStore; table: 'holdfast.outbox' | 'holdfast.outbox_event' },
): Promise<Omit<OpenOutbox, 'rewind'>> {
  const { app, owner, relay } = database;
  await emptied(database);
  return {
    store,
    begin: async () => {
      const transaction = await app.startTransaction().execute();
      return {
        write: async (rows) =>
          void (await transaction
            .insertInto(table)
            .values([...rows])
            .execute()),
        commit: () => transaction.commit().execute(),
      };
    },
    expireLease: async () => {
      await sql`update holdfast.relay_lease set lease_until = clock_timestamp() - interval '1 ms'`.execute(owner);
    },
    // As if what is here had been restored from a backup of another server.
    becomeAnother: async () => {
      await sql`update holdfast.relay_lease set database = 'another'`.execute(owner);
    },
    acceptDatabase: () => acceptDatabase(relay),
    releaseKey: async (topic, key) => {
      await sql`update holdfast.outbox_parked_key set state = 'release' where topic = ${topic} and key = ${key}`.execute(
        relay,
      );
    },
    dropRow: async (messageId) => {
      await sql`update holdfast.outbox_parked set is_void = true where message_id = ${messageId}`.execute(relay);
    },
    unmark: async (topic, key) => {
      await sql`delete from holdfast.outbox_parked where topic = ${topic} and key = ${key}`.execute(owner);
      await sql`delete from holdfast.outbox_parked_key where topic = ${topic} and key = ${key}`.execute(owner);
    },
    parkedTexts: async () => {
      const { rows } = await sql<{ payload: Uint8Array }>`
        select payload from holdfast.outbox_parked order by id`.execute(owner);
      return rows.map(({ payload }) => new TextDecoder().decode(payload));
    },
    close: async () => {},
  };
}
