import { Relay, type Broker, type RelayStore, postgresRelayStore, postgresTickStore } from '@holdfast/messaging';
import { sql } from 'kysely';
import type { BenchDatabase, Handle } from './bench-database.ts';
import type { Rate } from './subject.ts';
import { timed } from './timed.ts';

/** The rate of emptying, and what was written to the log for it. */
export async function measured(owner: Handle, count: number, drain: () => Promise<void>): Promise<Rate> {
  const before = await logPosition(owner);
  const startedAt = performance.now();
  await drain();
  const perSecond = (1_000 * count) / (performance.now() - startedAt);
  return { perSecond, walBytes: Number((await logPosition(owner)) - before) / count };
}

/** Also what is not on the disk yet: a transaction may be done before. */
async function logPosition(owner: Handle): Promise<bigint> {
  const { rows } = await sql<{ at: string }>`select (pg_current_wal_insert_lsn() - '0/0')::text as at`.execute(owner);
  return BigInt(rows[0]!.at);
}

/** The two outboxes that we have, by the names under which they are measured. */
export const outboxes = {
  outbox: { table: 'holdfast.outbox', store: postgresRelayStore },
  'tick outbox': {
    table: 'holdfast.outbox_event',
    store: (database: Handle): RelayStore => postgresTickStore(database),
  },
} as const;
export type OutboxName = keyof typeof outboxes;

/** A backlog of this outbox, sent by a relay of ours. What counts is the sending. */
export async function relayed(
  { owner, app, relay }: BenchDatabase,
  { outbox, broker, count }: { outbox: OutboxName; broker: Broker; count: number },
): Promise<Rate> {
  const { table, store } = outboxes[outbox];
  await emptyBoth(owner);
  await fill(app, table, count);
  const spentMs: Record<string, number> = {};
  let acked = 0;
  const counting: Broker = {
    ...broker,
    send: async (records, limit) => {
      await broker.send(records, limit);
      acked += records.length;
    },
  };
  const sender = new Relay({
    service: 'garden',
    store: timed(store(relay), spentMs),
    broker: timed(counting, spentMs),
  });
  const rate = await measured(owner, count, async () => {
    while ((await sender.runOnce()) === 'sent');
  });
  const spent = { ...spentMs };
  await sender.stop();
  refuseOther(acked, count);
  return { ...rate, tableBytes: (await sizeOf(owner, table)) / count, spentMs: spent };
}

/** With its indexes, and all parts of it. */
async function sizeOf(owner: Handle, table: string): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select coalesce(sum(pg_total_relation_size(relid)), pg_total_relation_size(${table}::regclass))::float8 as bytes
      from pg_partition_tree(${table}::regclass)`.execute(owner);
  return rows[0]!.bytes;
}

/** Each relay looks into both, so that a service may change from one to the other. */
export async function emptyBoth(owner: Handle): Promise<void> {
  await sql`truncate holdfast.outbox, holdfast.outbox_event`.execute(owner);
}

/** A number for something that was not done would be none. */
export function refuseOther(done: number, wanted: number): void {
  if (done !== wanted) throw new Error(`${done} of ${wanted} messages were sent.`);
}

/** Takes everything at once. Only what a relay asks of a broker: everything else would be a call that should not happen. */
export const nowhere = { send: async () => undefined } as unknown as Broker;

/** In transactions of five hundred: neither one for each message, which takes long, nor one of all. */
export async function fill(app: Handle, table: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    await sql`
      insert into ${sql.table(table)} (message_id, topic, key, headers, payload)
      select gen_random_uuid(), 'garden.events', 'tree-' || n % 1000, ${JSON.stringify(headers)}::jsonb, convert_to(${payload}, 'utf8')
        from generate_series(${from}::int, ${Math.min(from + 500, count) - 1}::int) as n`.execute(app);
  }
}

/** What every drained message carries. */
export const payload = JSON.stringify({ treeId: 'tree-1', number: 1, note: 'x'.repeat(250) });
export const headers = { ce_type: 'garden.tree-grew.v1', ce_source: '/garden', traceparent: '0'.repeat(55) };
