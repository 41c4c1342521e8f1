import { eventually, seeded } from '@holdfast/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { OutboxTable } from '../../src/outbox/outbox-table.ts';
import { postgresRelayStore } from '../../src/relay/postgres-relay-store.ts';
import { Relay } from '../../src/relay/relay.ts';
import type { RelayStore } from '../../src/relay/relay-store.ts';
import { MemoryBroker } from '../../src/testing/memory-broker.ts';
import { postgresTickStore } from '../../src/tick/postgres-tick-store.ts';
import { emptied, messagingDatabase } from '../messaging-database.ts';
import { Forest } from './forest.ts';
import { expectAllTold, isEmpty } from './told.ts';

const database = await messagingDatabase();
const chance = seeded('writers and relays');
/** As long as one likes: HOLDFAST_WRITERS_SECONDS=600. */
const seconds = Number(process.env['HOLDFAST_WRITERS_SECONDS'] ?? 3);
const settings = { leaseMs: 1_000, sendMs: 500, batchSize: 20, pollMs: 5, backoff: { firstMs: 1, longestMs: 20 } };

const simple = () => postgresRelayStore(database.relay);
const ticked = () => postgresTickStore(database.relay, { everyMs: 40 });

/** Everything that a service's transactions and two relays can do to each other, for a while. */
const cases: readonly { what: string; store: () => RelayStore; tables: readonly OutboxTable[] }[] = [
  { what: 'whose rows are deleted', store: simple, tables: ['holdfast.outbox'] },
  { what: 'whose rows go by rotation', store: ticked, tables: ['holdfast.outbox_event'] },
  {
    what: 'that some write and others do not yet',
    store: ticked,
    tables: ['holdfast.outbox', 'holdfast.outbox_event'],
  },
];

test.each(cases)(
  'an outbox $what loses nothing, sends nothing that was not committed, and keeps the sequence of each subject',
  async ({ store, tables }) => {
    await emptied(database);
    const forest = new Forest(database, { tables, chance, trees: 12 });
    await forest.plant();
    const broker = new MemoryBroker({ partitions: 1 });
    const relays = [1, 2].map(() => new Relay({ service: 'garden', store: store(), broker, settings }));
    const growing = AbortSignal.timeout(seconds * 1_000);
    for (const relay of relays) relay.start();
    await Promise.all([
      ...Array.from({ length: 8 }, () => forest.grow(growing)),
      forest.linger(growing),
      takeLeases(growing),
    ]);
    await eventually(() => isEmpty(database), { what: 'everything is sent', withinMs: 30_000 });
    await Promise.all(relays.map((relay) => relay.stop()));

    const total = expectAllTold(broker, await forest.versions());
    expect(total).toBeGreaterThan(seconds * 20);
    expect(await epoch()).toBeGreaterThan(2);
    // Something was really emptied under their feet.
    expect(await rowsLeft()).toBeLessThan(total);
  },
  seconds * 1_000 + 60_000,
);

/** Lets the lease run out again and again, while whoever has it goes on sending. */
async function takeLeases(until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await new Promise((resolve) => setTimeout(resolve, chance.integer(50, 400)));
    await sql`update holdfast.relay_lease set lease_until = clock_timestamp()`.execute(database.owner);
  }
}

async function epoch(): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch::integer from holdfast.relay_lease`.execute(
    database.owner,
  );
  return rows[0]!.epoch;
}

async function rowsLeft(): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from holdfast.outbox)::integer + (select count(*) from holdfast.outbox_event)::integer as n`.execute(
    database.owner,
  );
  return rows[0]!.n;
}
