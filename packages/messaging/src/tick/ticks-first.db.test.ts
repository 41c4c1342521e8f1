import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { openPostgresOutbox } from '../../test/open-postgres-outbox.ts';
import { messagingDatabase } from '../../test/messaging-database.ts';
import type { OutboxTable } from '../outbox/outbox-table.ts';
import { acceptRestored } from '../operator/outbox-operations.ts';
import { deletingStore, postgresRelayStore } from '../relay/postgres-relay-store.ts';
import type { RelayStore } from '../relay/relay-store.ts';
import type { OpenOutbox } from '../testing/open-outbox.ts';
import { rowSaying, textsOf } from '../testing/rows-saying.ts';
import { leftInTicks, postgresTickStore } from './postgres-tick-store.ts';
import { ticksFirst } from './ticks-first.ts';

const database = await messagingDatabase();
const [one, other] = [randomUUID(), randomUUID()];
const size = { leaseMs: 60_000, limit: 10 };
const ticked = postgresTickStore(database.relay);
let timeMs = 0;
// The same as `postgresRelayStore`, by a clock of ours.
const time = { nowMs: () => timeMs, after: () => () => undefined };
let outbox: Pick<OpenOutbox, 'expireLease' | 'parkedTexts'>;

beforeEach(async () => {
  outbox = await openPostgresOutbox(database, { store: ticked, table: 'holdfast.outbox' });
});

const say = (table: OutboxTable, ...texts: string[]) =>
  database.app
    .insertInto(table)
    .values(texts.map((text) => rowSaying(text)))
    .execute();

/** What is selected and sent, until there is nothing more. */
async function sentOf(store: RelayStore, meanwhile = async (_count: number) => {}): Promise<string[][]> {
  const sent: string[][] = [];
  for (;;) {
    const selection = (await store.select(one, size))!;
    await meanwhile(sent.length);
    if (selection.rows.length === 0) return sent;
    sent.push(textsOf(selection.rows));
    expect(await store.conclude(selection, selection.rows.length)).toBe('concluded');
  }
}

async function rowsLeft(): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from holdfast.outbox`.execute(database.owner);
  return rows[0]!.n;
}

test('what is left in the outbox of ticks is sent before what is said afterwards in the other one', async () => {
  const store = postgresRelayStore(database.relay);
  await say('holdfast.outbox_event', '1', '2', '3');
  const first = (await store.select(one, size))!;
  expect(textsOf(first.rows)).toEqual(['1', '2', '3']);
  await say('holdfast.outbox', '4');
  expect(await store.conclude(first, 2)).toBe('concluded');
  expect(await sentOf(store)).toEqual([['3'], ['4']]);
  expect((await store.select(one, size))!.rows).toEqual([]);
});

test('what waits in the other one since both were written is not overtaken', async () => {
  await say('holdfast.outbox', '1');
  await say('holdfast.outbox_event', '2');
  await say('holdfast.outbox', '3');
  const store = postgresRelayStore(database.relay);
  const left: number[] = [];
  const sent = await sentOf(store, async (count) => {
    if (count === 0) await say('holdfast.outbox', '4');
    left.push(await rowsLeft());
  });
  expect(sent).toEqual([['1', '2', '3'], ['4']]);
  // What is said afterwards is not taken over any more: however much that is, the relay gets back to its own.
  expect(left[1]).toBe(1);
});

test('a relay that gets the lease back looks for what the one between has taken over and not sent', async () => {
  const store = postgresRelayStore(database.relay);
  expect((await store.select(one, size))!.rows).toEqual([]);
  await say('holdfast.outbox', '1', '2');
  await outbox.expireLease();
  const between = (await ticked.select(other, size))!;
  expect(await ticked.conclude(between, 1)).toBe('concluded');
  await say('holdfast.outbox', '3');
  await outbox.expireLease();
  expect(textsOf((await store.select(one, size))!.rows)).toEqual(['2']);
});

test('what waits in the other one is not overtaken either when something is left for the second time in a term', async () => {
  const store = ticksFirst(deletingStore(database.relay), leftInTicks(database.relay), time);
  for (const [early, late] of [
    ['1', '2'],
    ['3', '4'],
  ] as const) {
    await say('holdfast.outbox', early);
    await say('holdfast.outbox_event', late);
    expect(await sentOf(store)).toEqual([[early, late]]);
    timeMs += 5_000;
  }
});

test('what is sent does not stay in there, so that it is not sent again after the next failover', async () => {
  await say('holdfast.outbox_event', 'in spring');
  const store = postgresRelayStore(database.relay);
  expect(await sentOf(store)).toEqual([['in spring']]);
  const { rows } = await sql`select from holdfast.outbox_event`.execute(database.owner);
  expect(rows).toEqual([]);
  const operator = { name: 'ann', because: 'a failover' };
  await acceptRestored(database.owner, { service: 'garden', operator });
  expect(await sentOf(postgresRelayStore(database.relay))).toEqual([]);
});

test('what is not sent stays in there', async () => {
  const open = await database.app.startTransaction().execute();
  await open.insertInto('holdfast.outbox_event').values(rowSaying('late')).execute();
  const store = ticksFirst(deletingStore(database.relay), leftInTicks(database.relay), time);
  expect((await store.select(one, size))!.rows).toEqual([]);
  await open.commit().execute();
  timeMs += 5_000;
  expect(await sentOf(store)).toEqual([['late']]);
});

test('what is left in both outboxes is sent in its sequence after a restore', async () => {
  await say('holdfast.outbox_event', '1');
  await say('holdfast.outbox', '2');
  await sql`select holdfast.rebase_outbox_events()`.execute(database.relay);
  expect(await sentOf(postgresRelayStore(database.relay))).toEqual([['1', '2']]);
});

test('a look shows how long it waits there, after a while at the latest', async () => {
  const store = ticksFirst(deletingStore(database.relay), leftInTicks(database.relay), time);
  await say('holdfast.outbox_event', '1');
  expect((await store.look()).oldestAgeMs).toEqual(expect.any(Number));
  expect(await sentOf(store)).toEqual([['1']]);
  await say('holdfast.outbox_event', '2');
  expect((await store.look()).oldestAgeMs).toBeUndefined();
  timeMs += 5_000;
  expect((await store.look()).oldestAgeMs).toEqual(expect.any(Number));
});

test('what somebody writes there all the same is found after a while', async () => {
  const store = ticksFirst(deletingStore(database.relay), leftInTicks(database.relay), time);
  expect((await store.select(one, size))!.rows).toEqual([]);
  await say('holdfast.outbox_event', '1');
  expect((await store.select(one, size))!.rows).toEqual([]);
  timeMs += 5_000;
  expect(textsOf((await store.select(one, size))!.rows)).toEqual(['1']);
});

test('a row of it that the broker refuses is parked like any other', async () => {
  await say('holdfast.outbox_event', '1', '2');
  const store = postgresRelayStore(database.relay);
  const { lease, rows } = (await store.select(one, size))!;
  await say('holdfast.outbox', '3');
  expect(await store.park(lease, rows[0]!, 'too large')).toBe('parked');
  for (let n = 0; n < 2; n += 1) {
    const selection = (await store.select(one, size))!;
    expect(selection.rows.map(({ isMarked }) => isMarked)).toEqual([true]);
    expect(await store.conclude(selection, 1)).toBe('concluded');
  }
  expect(await outbox.parkedTexts()).toEqual(['1', '2', '3']);
});
