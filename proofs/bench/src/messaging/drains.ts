import { postgresRelayStore, postgresTickStore, Relay, type Broker, type RelayStore } from '@holdfast/messaging';
import { sql } from 'kysely';
import type { BenchDatabase } from './bench-database.ts';
import { measured, payload } from './draining.ts';
import { graphileWorker, pgBoss } from './job-queues.ts';
import type { Rate, Sizes, Subject } from './subject.ts';
import { timed } from './timed.ts';

/** How quickly a backlog is emptied into a broker that takes everything at once: the database's part of a relay. */
export function drains(database: BenchDatabase, { scale }: Sizes): Subject[] {
  const all = (messages: number): number => Math.max(100, Math.round(messages * scale));
  return [
    ours(database, { name: 'outbox', table: 'holdfast.outbox', store: postgresRelayStore, count: all(30_000) }),
    ours(database, { name: 'tick outbox', table: 'holdfast.outbox_event', store: ticks, count: all(30_000) }),
    { name: 'select and delete 1,000, modelled', run: () => selectAndDelete(database, all(30_000)) },
    { name: 'lease and delete each, modelled', run: () => leaseAndDeleteEach(database, all(3_000)) },
    pgBoss(database, all(5_000)),
    graphileWorker(database, all(10_000)),
  ];
}

// oxlint-disable-next-line typescript/no-explicit-any -- tables are named in SQL
type Handle = any;

const ticks = (database: Handle): RelayStore => postgresTickStore(database);
// Only what a relay asks of a broker: everything else would be a call that should not happen.
const nowhere = { send: async () => undefined } as unknown as Broker;

interface Ours {
  readonly name: string;
  readonly table: 'holdfast.outbox' | 'holdfast.outbox_event';
  readonly store: (database: Handle) => RelayStore;
  readonly count: number;
}

function ours({ owner, relay, app }: BenchDatabase, { name, table, store, count }: Ours): Subject {
  return {
    name,
    run: async () => {
      await sql`truncate ${sql.table(table)}`.execute(owner);
      await fill(app, table, count);
      const spentMs: Record<string, number> = {};
      const sender = new Relay({ service: 'garden', store: timed(store(relay), spentMs), broker: nowhere });
      const rate = await measured(owner, count, async () => {
        while ((await sender.runOnce()) === 'sent');
      });
      await sender.stop();
      return { ...rate, spentMs };
    },
  };
}

/** The simplest form that keeps the sequence: one process, no lease, no look at parked keys. */
async function selectAndDelete({ owner }: BenchDatabase, count: number): Promise<Rate> {
  await sql`truncate garden.their_outbox`.execute(owner);
  await fillTheirs(owner, count);
  return measured(owner, count, async () => {
    for (;;) {
      const { rows } = await sql<{ id: string }>`
        select id, message_id, topic, key, headers, payload from garden.their_outbox order by id limit 1000`.execute(
        owner,
      );
      if (rows.length === 0) return;
      await sql`delete from garden.their_outbox where id = any(${rows.map(({ id }) => id)}::bigint[])`.execute(owner);
    }
  });
}

/** As nestjs/outbox does it: a lease for a hundred, then a delete for each message, ten at a time. Simplified in its favour. */
async function leaseAndDeleteEach({ owner }: BenchDatabase, count: number): Promise<Rate> {
  await sql`truncate garden.their_outbox`.execute(owner);
  await fillTheirs(owner, count);
  const me = crypto.randomUUID();
  return measured(owner, count, async () => {
    for (;;) {
      const { rows } = await sql<{ id: string }>`
        update garden.their_outbox set lease_owner = ${me}, lease_until = now() + interval '30 s', attempts = attempts + 1
         where id in (select id from garden.their_outbox where available_at <= now()
                         and (lease_until is null or lease_until < now()) order by id limit 100 for update skip locked)
        returning id, message_id, topic, key, headers, payload`.execute(owner);
      if (rows.length === 0) return;
      const left = rows.map(({ id }) => id);
      const one = async (): Promise<void> => {
        for (let id = left.shift(); id !== undefined; id = left.shift())
          await sql`delete from garden.their_outbox where id = ${id} and lease_owner = ${me}`.execute(owner);
      };
      await Promise.all(Array.from({ length: 10 }, one));
    }
  });
}

/** In transactions of five hundred: neither one for each message, which takes long, nor one of all. */
async function fill(app: Handle, table: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    await sql`
      insert into ${sql.table(table)} (message_id, topic, key, headers, payload)
      select gen_random_uuid(), 'garden.events', 'tree-' || n % 1000, ${headers}::jsonb, convert_to(${payload}, 'utf8')
        from generate_series(${from}::int, ${Math.min(from + 500, count) - 1}::int) as n`.execute(app);
  }
}

async function fillTheirs(owner: Handle, count: number): Promise<void> {
  await sql`
    insert into garden.their_outbox (message_id, topic, key, headers, payload)
    select gen_random_uuid(), 'garden.events', 'tree-' || n % 1000, ${headers}::jsonb, ${payload}::jsonb
      from generate_series(0, ${count - 1}::int) as n`.execute(owner);
}

const headers = JSON.stringify({ ce_type: 'garden.tree-grew.v1', ce_source: '/garden', traceparent: '0'.repeat(55) });
