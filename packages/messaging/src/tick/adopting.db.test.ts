import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { emptied, messagingDatabase } from '../../test/messaging-database.ts';
import { meanwhile } from '../../test/meanwhile.ts';
import type { OutboxTable } from '../outbox/outbox-table.ts';
import type { RelayStore } from '../relay/relay-store.ts';
import { rowSaying, textsOf } from '../testing/rows-saying.ts';
import { mostAdopted } from './batch.ts';
import { postgresTickStore } from './postgres-tick-store.ts';

const database = await messagingDatabase();
const me = randomUUID();
const size = { leaseMs: 60_000, limit: 100 };

beforeEach(() => emptied(database));

const say = (table: OutboxTable, text: string) => database.app.insertInto(table).values(rowSaying(text)).execute();

/** What one selection after the other shows, until there is nothing more. */
async function sentBy(store: RelayStore): Promise<string[]> {
  const sent: string[] = [];
  for (;;) {
    const selection = (await store.select(me, size))!;
    if (selection.rows.length === 0) return sent;
    sent.push(...textsOf(selection.rows));
    expect(await store.conclude(selection, selection.rows.length)).toBe('concluded');
  }
}

test('a relay gets on, however fast others write the other outbox', async () => {
  let written = 0;
  await say('holdfast.outbox', 'first');
  const relay = meanwhile(database.relay, () => say('holdfast.outbox', `${(written += 1)}`));
  expect(textsOf((await postgresTickStore(relay).select(me, size))!.rows)[0]).toBe('first');
});

test('whatever begins or ends between any two statements of a relay that takes something over is sent once, in its sequence', async () => {
  for (let after = 1; after <= statements; after += 1) {
    await emptied(database);
    await say('holdfast.outbox', '1');
    const before = await late('before');
    let done = 0;
    let during: Late | undefined;
    const relay = meanwhile(database.relay, async () => {
      done += 1;
      if (done !== after) return;
      during = await late('during');
      await say('holdfast.outbox', '2');
      await say('holdfast.outbox_event', '3');
      await before.commit().execute();
    });
    const sent = await sentBy(postgresTickStore(relay));
    if (during) await during.commit().execute();
    else await before.commit().execute();
    sent.push(...(await sentBy(postgresTickStore(database.relay))));
    const numbers = sent.filter((text) => /\d/.test(text));
    expect(numbers, `after statement ${after}`).toEqual(during ? ['1', '2', '3'] : ['1']);
    expect(sent.filter((text) => !/\d/.test(text)).toSorted()).toEqual(during ? ['before', 'during'] : ['before']);
  }
});

test('what is too much for one statement is taken over in pieces, from the first on, also when the lease is lost between', async () => {
  const count = 2 * mostAdopted + 1;
  await sql`insert into holdfast.outbox (message_id, topic, key, headers, payload)
    select gen_random_uuid(), 'garden.events', 'tree', '{}', '' from generate_series(1, ${count}::int)`.execute(
    database.app,
  );
  const taken: number[] = [];
  const losing: Promise<unknown>[] = [];
  const relay = meanwhile(database.relay, async ({ numAffectedRows = 0n }) => {
    if (numAffectedRows < 2n) return;
    taken.push(Number(numAffectedRows));
    // Waits for the end of the transaction that has taken them over.
    losing.push(sql`update holdfast.relay_lease set epoch = epoch + 1`.execute(database.owner));
  });
  const { rows } = (await postgresTickStore(relay).select(me, size))!;
  await Promise.all(losing);
  expect(taken).toEqual([mostAdopted, mostAdopted]);
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: size.limit }, (_, n) => BigInt(n + 1)));
});

test('a look shows how long it waits in the other outbox', async () => {
  const store = postgresTickStore(database.relay);
  expect((await store.look()).oldestAgeMs).toBeUndefined();
  await say('holdfast.outbox', '1');
  expect((await store.look()).oldestAgeMs).toEqual(expect.any(Number));
});

/** Has written, and will commit later. */
async function late(text: string) {
  const transaction = await database.app.startTransaction().execute();
  await transaction.insertInto('holdfast.outbox_event').values(rowSaying(text, text)).execute();
  return transaction;
}

/** More than such a selection has. */
const statements = 12;

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are named in SQL
type Late = Awaited<ReturnType<ReturnType<Kysely<any>['startTransaction']>['execute']>>;
