import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { rowSaying, textsOf } from '../testing/rows-saying.ts';
import { postgresTickStore } from './postgres-tick-store.ts';
import { UnknownTransactions } from './unknown-transactions.ts';

const database = await messagingDatabase();
const { app, owner, relay } = database;
const me = randomUUID();
const store = postgresTickStore(relay);
const select = async () => (await store.select(me, { leaseMs: 60_000, limit: 10 }))!;
const waiting = async () => textsOf((await select()).rows);
const say = (text: string) => app.insertInto('holdfast.outbox_event').values(rowSaying(text)).execute();
const rebase = () => sql`select holdfast.rebase_outbox_events()`.execute(relay);

beforeEach(() => emptied(database));

test('rows of transactions that this server has not had end in a sentence, and not in a search without an end', async () => {
  await say('restored');
  await sql`update holdfast.outbox_event set xid = '9000000000000000000'`.execute(owner);
  await expect(select()).rejects.toThrow(UnknownTransactions);
  await expect(select()).rejects.toThrow(/a dump of another server.*rebase_outbox_events/s);
  await rebase();
  expect(await waiting()).toEqual(['restored']);
});

test('what is written after a dump was restored is not taken for sent, although its ticks have seen higher numbers', async () => {
  await say('sent');
  const first = await select();
  expect(await store.conclude(first, 1)).toBe('concluded');
  // The sent row was emptied away before the dump.
  await sql`truncate holdfast.outbox_event`.execute(owner);
  await sql`update holdfast.outbox_tick set snapshot = '9000000000000000000:9000000000000000000:'
             where n = (select tick from holdfast.outbox_cursor)`.execute(owner);
  await say('new');
  await expect(select()).rejects.toThrow(UnknownTransactions);
  await rebase();
  expect(await waiting()).toEqual(['new']);
});

test('what was ticked before stays before what waits in the other outbox since', async () => {
  await say('1');
  await app.insertInto('holdfast.outbox').values(rowSaying('2')).execute();
  await rebase();
  expect(await waiting()).toEqual(['1', '2']);
});

test('what is parked is not parked once more', async () => {
  await say('1');
  const { lease, rows } = await select();
  expect(await store.park(lease, rows[0]!, 'too large')).toBe('parked');
  await say('2');
  await rebase();
  const second = await select();
  expect(textsOf(second.rows)).toEqual(['2']);
  expect(await store.conclude(second, 1)).toBe('concluded');
  const { rows: parked } = await sql`select from holdfast.outbox_parked`.execute(owner);
  expect(parked).toHaveLength(2);
});

test('a dump of a server that has had fewer transactions sends again what may have been sent, and loses nothing', async () => {
  await say('sent');
  expect(await store.conclude(await select(), 1)).toBe('concluded');
  await say('new');
  await rebase();
  expect(await waiting()).toEqual(['sent', 'new']);
});
