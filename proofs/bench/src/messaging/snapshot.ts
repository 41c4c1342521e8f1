import { Relay, type OutgoingRecord } from '@holdfast/messaging';
import { sql } from 'kysely';
import pg from 'pg';
import type { BenchDatabase } from './bench-database.ts';
import { emptyBoth, fill, nowhere, outboxes, type OutboxName } from './draining.ts';
import type { Rate, Sizes, Subject } from './subject.ts';

/**
 * Somebody has left a transaction open, which only reads: nothing that was deleted since can be cleared away. Messages are
 * written and sent at the same time, as quickly as both go; it is counted what is sent at the end of that time.
 */
export function snapshot(database: BenchDatabase, sizes: Sizes): Subject[] {
  return (['outbox', 'tick outbox'] as const).flatMap((outbox) => [
    { name: outbox, run: () => sentBeside(database, { outbox, sizes, openMs: 0 }) },
    { name: `${outbox}, snapshot open`, run: () => sentBeside(database, { outbox, sizes, openMs: sizes.openMs }) },
  ]);
}

interface Beside {
  readonly outbox: OutboxName;
  readonly sizes: Sizes;
  /** How long the snapshot has been open when it is counted; 0 for none. */
  readonly openMs: number;
}

async function sentBeside(database: BenchDatabase, { outbox, sizes, openMs }: Beside): Promise<Rate> {
  const { table } = outboxes[outbox];
  await emptyBoth(database.owner);
  const close = openMs > 0 ? await openSnapshot(database.ownerUrl) : async () => undefined;
  try {
    const { sent, stop } = flow(database, outbox);
    try {
      await passed(openMs);
      const [before, from] = [sent(), performance.now()];
      await passed(2 * sizes.forMs);
      const perSecond = (1_000 * (sent() - before)) / (performance.now() - from);
      return { perSecond, deadRows: await deadRows(database, table) };
    } finally {
      await stop();
    }
  } finally {
    await close();
  }
}

/** Writes without a pause, but for what lies unsent: never more than some batches. A relay sends it. */
function flow(database: BenchDatabase, outbox: OutboxName): { sent: () => number; stop: () => Promise<void> } {
  const { table, store } = outboxes[outbox];
  let [written, sent, isOver] = [0, 0, false];
  const broker = { ...nowhere, send: async ({ length }: readonly OutgoingRecord[]) => void (sent += length) };
  const relay = new Relay({ service: 'garden', store: store(database.relay), broker });
  const write = async (): Promise<void> => {
    while (!isOver) {
      if (written - sent > most) {
        await passed(1);
        continue;
      }
      await fill(database.app, table, 500);
      written += 500;
      relay.wake();
    }
  };
  relay.start();
  const writing = write();
  const stop = async (): Promise<void> => {
    isOver = true;
    await writing;
    await relay.stop();
  };
  return { sent: () => sent, stop };
}

const most = 5_000;

async function openSnapshot(connectionString: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('set idle_in_transaction_session_timeout = 0');
  await client.query('begin isolation level repeatable read read only');
  await client.query('select 1');
  return () => client.end();
}

/** As the server counts them, with those of all parts of the table. It is told of them at most a second late. */
async function deadRows({ owner }: BenchDatabase, table: string): Promise<number> {
  await passed(1_100);
  const { rows } = await sql<{ dead: number }>`
    select coalesce(sum(n_dead_tup), 0)::float8 as dead
      from pg_stat_all_tables where relid in (select relid from pg_partition_tree(${table}::regclass)) or relid = ${table}::regclass`.execute(
    owner,
  );
  return rows[0]!.dead;
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
