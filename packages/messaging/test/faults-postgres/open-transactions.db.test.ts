import { sql } from 'kysely';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { OutboxTable } from '../../src/outbox/outbox-table.ts';
import { Relay } from '../../src/relay/relay.ts';
import type { RelayStore } from '../../src/relay/relay-store.ts';
import { MemoryBroker } from '../../src/testing/memory-broker.ts';
import { emptied, messagingDatabase } from '../messaging-database.ts';
import { writeRows } from '../plans/backlog.ts';
import { bothOutboxes } from './both-outboxes.ts';

const database = await messagingDatabase();
let broker: MemoryBroker;

beforeEach(async () => {
  await emptied(database);
  broker = new MemoryBroker({ partitions: 1 });
});

test.each(bothOutboxes)(
  'an outbox $what sends everything beside a writer that stays open, and what that one has written when it is committed',
  async ({ table, store }) => {
    const send = sender(store(database.relay));
    const writer = await database.app.startTransaction().execute();
    onTestFinished(async () => void (writer.isCommitted || (await writer.rollback().execute())));
    await writeRows(writer, 3, { table, tree: 'oak' });
    for (let n = 1; n <= 5; n += 1) {
      await writeRows(database.app, 300, { table, tree: 'elm' });
      await send();
      expect(sent()).toEqual({ elm: 300 * n });
    }
    await writer.commit().execute();
    await send();
    expect(sent()).toEqual({ elm: 1_500, oak: 3 });
  },
);

test.each([
  { ...bothOutboxes[0]!, leaves: 'every sent row behind', dead: 5_000 },
  { ...bothOutboxes[1]!, leaves: 'no dead row behind', dead: 0 },
])('an outbox $what has all sent beside an open snapshot, and $leaves', async ({ table, store, dead }) => {
  const send = sender(store(database.relay));
  const snapshot = await database.owner.startTransaction().setIsolationLevel('repeatable read').execute();
  onTestFinished(() => snapshot.rollback().execute());
  await sql`select from ${sql.table(table)} limit 1`.execute(snapshot);
  for (let n = 1; n <= 5; n += 1) {
    await writeRows(database.app, 1_000, { table, tree: 'elm' });
    await send();
    expect(sent()).toEqual({ elm: 1_000 * n });
  }
  expect(await deadRows(table)).toBe(dead);
});

/** Sends until nothing is left. */
function sender(store: RelayStore): () => Promise<void> {
  const relay = new Relay({ service: 'garden', store, broker, settings: { batchSize: 100 } });
  onTestFinished(() => relay.stop());
  return async () => expect(await relay.flush(20_000)).toBe('empty');
}

/** How many records of each tree the broker has. */
function sent(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { key } of broker.records('garden.events')) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}

/** Rows that nobody needs, and that are still read over. */
async function deadRows(table: OutboxTable): Promise<number> {
  await sql`analyze ${sql.table(table)}`.execute(database.owner);
  const { rows } = await sql<{ dead: number }>`
    select coalesce(sum(n_dead_tup), 0)::integer as dead from pg_stat_user_tables
     where schemaname || '.' || relname ~ ${`^${table}(_[0-2])?$`}`.execute(database.owner);
  return rows[0]!.dead;
}
