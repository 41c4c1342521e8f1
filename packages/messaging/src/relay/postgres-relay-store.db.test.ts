import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { openPostgresOutbox } from '../../test/open-postgres-outbox.ts';
import { deletingBehaviour } from '../testing/deleting.behaviour.ts';
import type { OpenOutbox } from '../testing/open-outbox.ts';
import { relayStoreBehaviour } from '../testing/relay-store.behaviour.ts';
import { postgresRelayStore } from './postgres-relay-store.ts';

const database = await messagingDatabase();

const open = async (): Promise<OpenOutbox> => ({
  ...(await openPostgresOutbox(database, { store: postgresRelayStore(database.relay), table: 'holdfast.outbox' })),
  rewind: async () => void (await sql`truncate holdfast.outbox restart identity`.execute(database.owner)),
});

relayStoreBehaviour('PostgreSQL', open);
deletingBehaviour('PostgreSQL', open);

test('a relay that asks while another one deletes waits, and does not see what was deleted', async () => {
  await emptied(database);
  const [store, other] = [postgresRelayStore(database.relay), postgresRelayStore(database.relay)];
  await database.app.insertInto('holdfast.outbox').values(row).execute();
  const { lease, rows } = (await store.select(one, { leaseMs: 60_000, limit: 10 }))!;
  const deleting = await database.relay.startTransaction().execute();
  await sql`select from holdfast.relay_lease for update`.execute(deleting);
  await sql`delete from holdfast.outbox where id = ${rows[0]!.id}`.execute(deleting);
  const asking = other.select(one, { leaseMs: 60_000, limit: 10 });
  await deleting.commit().execute();
  expect(await asking).toEqual({ lease, rows: [] });
});

test.each([
  ['take back what it has said', sql`delete from holdfast.outbox`],
  ['read what it has said', sql`select from holdfast.outbox`],
  ['take the lease', sql`update holdfast.relay_lease set owner = null`],
  [
    'say something before what others have said',
    sql`insert into holdfast.outbox (id, message_id, topic, key, headers, payload)
        overriding system value values (-1, gen_random_uuid(), '', '', '{}', '')`,
  ],
])('the role of a service cannot %s', async (_, statement) => {
  await expect(statement.execute(database.app)).rejects.toThrow('permission denied');
});

test.each([
  [
    'say something',
    sql`insert into holdfast.outbox (message_id, topic, key, headers, payload) values (gen_random_uuid(), '', '', '{}', '')`,
  ],
  ['read what a consumer has handled', sql`select from holdfast.consumer_inbox`],
])('the role of the relay cannot %s', async (_, statement) => {
  await expect(statement.execute(database.relay)).rejects.toThrow('permission denied');
});

const one = '0f8fad5b-d9cb-469f-a165-70867728950e';
const row = { message_id: one, topic: 'garden.events', key: 'tree', headers: '{}', payload: Buffer.from('1') };
