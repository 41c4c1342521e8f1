import { sql } from 'kysely';
import { messagingDatabase } from '../../test/messaging-database.ts';
import { openPostgresOutbox } from '../../test/open-postgres-outbox.ts';
import { relayStoreBehaviour } from '../testing/relay-store.behaviour.ts';
import { postgresTickStore } from './postgres-tick-store.ts';

const database = await messagingDatabase();

relayStoreBehaviour('The ticked outbox in PostgreSQL', async () => ({
  ...(await openPostgresOutbox(database, { store: postgresTickStore(database.relay), table: 'holdfast.outbox_event' })),
  rewind: async () => {
    await sql`truncate holdfast.outbox_event, holdfast.outbox_tick`.execute(database.owner);
    await sql`insert into holdfast.outbox_tick (n, snapshot) values (0, '3:3:')`.execute(database.owner);
    await sql`update holdfast.outbox_cursor set tick = 0, row_id = 0`.execute(database.owner);
    await sql`alter sequence holdfast.outbox_id_seq restart`.execute(database.owner);
  },
}));
