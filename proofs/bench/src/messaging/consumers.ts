import { need } from '@holdfast/contract-kit';
import { Consumer, createOutbox, postgresConsumerStore, type Handler } from '@holdfast/messaging';
import { createEngine } from '@holdfast/work';
import { sql, type Transaction } from 'kysely';
import type { BenchDatabase } from './bench-database.ts';
import { feed, recordsOf } from './feed.ts';
import type { Rate, Sizes, Subject } from './subject.ts';
import { timed } from './timed.ts';
import { TreeGrew } from './tree-grew.ts';

const Growth = need(TreeGrew, { treeId: true, number: true });
interface Grown {
  readonly treeId: string;
  readonly number: number;
}
interface Notes {
  note(all: readonly Grown[]): Promise<void>;
}

/** One note for each message, with inbox and position, fsync on: what the database and our own code take for it. */
export function consumers(database: BenchDatabase, { scale }: Sizes): Subject[] {
  const all = (messages: number): number => Math.max(50, Math.round(messages * scale));
  const single = { run: (grown: Grown, { note }: Notes) => note([grown]) };
  const many = { run: (grown: readonly Grown[], { note }: Notes) => note(grown), isForBatches: true };
  return [
    subject(database, { name: 'transaction each', count: all(1_500), records: 1, handler: single }),
    subject(database, { name: 'micro-batch', count: all(12_000), records: 200, handler: single }),
    subject(database, { name: '@OnBatch', count: all(60_000), records: 200, handler: many }),
  ];
}

interface Consuming {
  readonly name: string;
  readonly count: number;
  /** At most how many in one transaction. */
  readonly records: number;
  readonly handler: Pick<Handler, 'run' | 'isForBatches'>;
}

function subject(database: BenchDatabase, consuming: Consuming): Subject {
  return { name: consuming.name, run: () => consume(database, consuming) };
}

async function consume({ app, owner }: BenchDatabase, { count, records, handler }: Consuming): Promise<Rate> {
  await sql`truncate holdfast.consumer_inbox, holdfast.consumer_position, garden.note`.execute(owner);
  const incoming = recordsOf(count);
  const { promise: handled, resolve } = Promise.withResolvers<void>();
  const spentMs: Record<string, number> = {};
  const consumer = new Consumer({
    name: 'garden.bench',
    handlers: [{ consumer: 'garden.bench', need: Growth, ...handler }],
    engine: createEngine({
      service: 'garden',
      database: app,
      parts: (trx) => timed(notesOn(trx), spentMs),
      outbox: createOutbox({ service: 'garden' }),
    }),
    store: timed(postgresConsumerStore(app), spentMs),
    broker: feed(incoming, resolve),
    settings: { batch: { records, bytes: 1_000_000 } },
  });
  const startedAt = performance.now();
  consumer.start();
  await handled;
  const perSecond = (1_000 * count) / (performance.now() - startedAt);
  await consumer.stop();
  await refuseLosses(owner, count);
  return { perSecond, spentMs };
}

/** A number for something that was not done would be none. */
async function refuseLosses(owner: BenchDatabase['owner'], count: number): Promise<void> {
  const { rows } = await sql<{ notes: number }>`select count(*)::int as notes from garden.note`.execute(owner);
  if (rows[0]!.notes !== count) throw new Error(`${rows[0]!.notes} notes were made of ${count} messages.`);
}

function notesOn(trx: Transaction<unknown>): Notes {
  return {
    note: async (all) => {
      await sql`
        insert into garden.note (tree_id, number)
        select * from unnest(${all.map(({ treeId }) => treeId)}::text[], ${all.map((one) => one.number)}::int[])`.execute(
        trx,
      );
    },
  };
}
