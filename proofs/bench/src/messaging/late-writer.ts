import { postgresTickStore, Relay } from '@holdfast/messaging';
import { sql, type RawBuilder } from 'kysely';
import type { BenchDatabase, Handle } from './bench-database.ts';
import { emptyBoth, fill, nowhere, refuseOther } from './draining.ts';
import { scaled, type Rate, type Sizes, type Subject } from './subject.ts';

/**
 * One transaction that has written stays open, and others have committed a hundred thousand messages since: how quickly
 * do theirs go, a batch after each five hundred more? Only the time of those who take them counts. The two forms of the
 * query are compared by themselves, and beside them stands a whole relay.
 */
export function lateWriter(database: BenchDatabase, sizes: Sizes): Subject[] {
  const count = { before: scaled(100_000, sizes, 1_000), counted: scaled(20_000, sizes, 1_000) };
  return [
    { name: 'tick outbox', run: () => besideOpenWriter(database, count, sending(database)) },
    { name: 'late list, its query alone', run: () => besideOpenWriter(database, count, asking(database, lateList)) },
    { name: 'naive range, its query alone', run: () => besideOpenWriter(database, count, asking(database, naive)) },
  ];
}

interface Taker {
  /** Takes what is new, and answers how many. */
  takeNew(): Promise<number>;
  stop(): Promise<void>;
}

/** How many messages are committed beside the open transaction: some before it is counted how quickly the others go. */
interface Count {
  readonly before: number;
  readonly counted: number;
}

async function besideOpenWriter({ app, owner }: BenchDatabase, count: Count, taker: Taker): Promise<Rate> {
  await emptyBoth(owner);
  await taker.takeNew();
  let [taken, ms] = [0, 0];
  const take = async (): Promise<void> => {
    const from = performance.now();
    taken += await taker.takeNew();
    ms += performance.now() - from;
  };
  await app.transaction().execute(async (late) => {
    await fill(late, 'holdfast.outbox_event', 1);
    await fill(app, 'holdfast.outbox_event', count.before);
    taken += await taker.takeNew();
    for (let from = 0; from < count.counted; from += 500) {
      await fill(app, 'holdfast.outbox_event', Math.min(500, count.counted - from));
      await take();
    }
  });
  taken += await taker.takeNew();
  await taker.stop();
  refuseOther(taken, count.before + count.counted + 1);
  return { perSecond: (1_000 * count.counted) / ms };
}

/** Our relay, with everything that it does. */
function sending({ relay }: BenchDatabase): Taker {
  let sent = 0;
  const broker = { ...nowhere, send: async (records: readonly unknown[]) => void (sent += records.length) };
  const sender = new Relay({ service: 'garden', store: postgresTickStore(relay), broker });
  return {
    takeNew: async () => {
      const before = sent;
      while ((await sender.runOnce()) === 'sent');
      return sent - before;
    },
    stop: () => sender.stop(),
  };
}

/** What is visible now and was not at the last look: two snapshots and nothing else, with neither lease nor cursor. */
function asking({ relay }: BenchDatabase, query: (before: string, at: string) => RawBuilder<unknown>): Taker {
  let last: string | undefined;
  const takeNew = (): Promise<number> =>
    relay.transaction().execute(async (trx: Handle) => {
      await sql`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`.execute(trx);
      const { rows: now } = await sql<{ at: string }>`select pg_current_snapshot()::text as at`.execute(trx);
      const [before, at] = [last ?? now[0]!.at, now[0]!.at];
      const { rows } = await query(before, at).execute(trx);
      last = at;
      return rows.length;
    });
  return { takeNew, stop: async () => undefined };
}

/** As the tick relay asks: who began after the last look, and by name those who were under way then. */
function lateList(before: string, at: string): RawBuilder<unknown> {
  return sql`
    select * from (
      select id, message_id, topic, key, headers, payload
        from holdfast.outbox_event
       where xid >= pg_snapshot_xmax(${before}::pg_snapshot) and xid < pg_snapshot_xmax(${at}::pg_snapshot)
         and pg_visible_in_snapshot(xid, ${at}::pg_snapshot)
      union all
      select late.* from pg_snapshot_xip(${before}::pg_snapshot) as x, lateral (
        select id, message_id, topic, key, headers, payload
          from holdfast.outbox_event where xid = x and pg_visible_in_snapshot(x, ${at}::pg_snapshot)) as late
    ) as new order by id`;
}

/** What comes to mind first: everything from the oldest transaction that was under way at the last look, less what that saw. */
function naive(before: string, at: string): RawBuilder<unknown> {
  return sql`
    select id, message_id, topic, key, headers, payload
      from holdfast.outbox_event
     where xid >= pg_snapshot_xmin(${before}::pg_snapshot) and xid < pg_snapshot_xmax(${at}::pg_snapshot)
       and pg_visible_in_snapshot(xid, ${at}::pg_snapshot) and not pg_visible_in_snapshot(xid, ${before}::pg_snapshot)
     order by id`;
}
