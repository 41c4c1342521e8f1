import { eventually } from '@holdfast/testkit';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { openPostgresOutbox } from '../../test/open-postgres-outbox.ts';
import { deletingBehaviour } from '../testing/deleting.behaviour.ts';
import type { OpenOutbox } from '../testing/open-outbox.ts';
import { relayStoreBehaviour } from '../testing/relay-store.behaviour.ts';
import { rowSaying, textsOf } from '../testing/rows-saying.ts';
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

test('a relay that asks while another one parks a key waits, and sees that it is parked', async () => {
  await emptied(database);
  const [store, other] = [postgresRelayStore(database.relay), postgresRelayStore(database.relay)];
  await say('1');
  await store.select(one, size);
  const parking = await database.owner.startTransaction().execute();
  await sql`select from holdfast.relay_lease for update`.execute(parking);
  await sql`insert into holdfast.outbox_parked_key (topic, key, reason) values ('garden.events', 'tree', 'too large')`.execute(
    parking,
  );
  const asking = other.select(one, size);
  await eventually(isWaitedFor, { what: 'the other one waits for the lease' });
  await parking.commit().execute();
  expect((await asking)!.rows.map(({ isMarked }) => isMarked)).toEqual([true]);
});

test('nobody sees the rows of a key moved that is not marked yet', async () => {
  await emptied(database);
  const store = postgresRelayStore(database.relay);
  await say('1');
  const { lease, rows } = (await store.select(one, size))!;
  const holding = await database.owner.startTransaction().execute();
  onTestFinished(async () => void (holding.isRolledBack || (await holding.rollback().execute())));
  // Whoever writes a mark waits, and whoever reads them does not.
  await sql`lock table holdfast.outbox_parked_key in share mode`.execute(holding);
  const parked = store.park(lease, rows[0]!, 'too large');
  await eventually(isWaitedFor, { what: 'the mark is about to be written' });
  const { rows: seen } = await sql`select from holdfast.outbox`.execute(database.owner);
  expect(seen).toHaveLength(1);
  await holding.rollback().execute();
  expect(await parked).toBe('parked');
});

test('a row that somebody has locked is not left out', async () => {
  await emptied(database);
  await say('1', '2');
  const holding = await database.owner.startTransaction().execute();
  await sql`select from holdfast.outbox order by id limit 1 for update`.execute(holding);
  const selection = await postgresRelayStore(database.relay).select(one, size);
  await holding.rollback().execute();
  expect(textsOf(selection!.rows)).toEqual(['1', '2']);
});

test('a key of however many rows is moved as a whole: no limit of time ends it', async () => {
  await emptied(database);
  await limitsAreRefused();
  const options = '-c statement_timeout=10000 -c transaction_timeout=15000';
  const pool = new pg.Pool({ connectionString: database.urls.relay, max: 1, options });
  onTestFinished(() => pool.end());
  const store = postgresRelayStore(new Kysely({ dialect: new PostgresDialect({ pool }) }));
  await say('1', '2');
  const { lease, rows } = (await store.select(one, size))!;
  expect(await store.park(lease, rows[0]!, 'too large')).toBe('parked');
  await say('3');
  const later = (await store.select(one, size))!;
  expect(await store.conclude(later, 1)).toBe('concluded');
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

async function say(...texts: string[]): Promise<void> {
  await database.app
    .insertInto('holdfast.outbox')
    .values(texts.map((text) => rowSaying(text)))
    .execute();
}

/** Nothing moves to where parked rows are that a limit could end. */
async function limitsAreRefused(): Promise<void> {
  await sql`
    create function public.refuse_limits() returns trigger language plpgsql as $$
    begin
      assert current_setting('statement_timeout') = '0' and current_setting('transaction_timeout') = '0', 'there is a limit';
      return new;
    end $$`.execute(database.owner);
  await sql`create trigger refuse_limits before insert on holdfast.outbox_parked
            for each row execute function public.refuse_limits()`.execute(database.owner);
  onTestFinished(async () => {
    await sql`drop function public.refuse_limits() cascade`.execute(database.owner);
  });
}

async function isWaitedFor(): Promise<boolean> {
  const { rows } = await sql`
    select from pg_locks join pg_stat_activity using (pid)
     where not granted and datname = current_database()`.execute(database.owner);
  return rows.length > 0;
}

const size = { leaseMs: 60_000, limit: 10 };
const one = '0f8fad5b-d9cb-469f-a165-70867728950e';
const row = { message_id: one, topic: 'garden.events', key: 'tree', headers: '{}', payload: Buffer.from('1') };
