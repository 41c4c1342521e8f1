import { need } from '@holdfast/contract-kit';
import { Consumer, createOutbox, postgresConsumerStore, type Broker, type Handler } from '@holdfast/messaging';
import { MemoryConsumerStore } from '@holdfast/messaging/testing';
import { createEngine } from '@holdfast/work';
import { memoryEngine } from '@holdfast/work/testing';
import { sql, type Transaction } from 'kysely';
import type { BenchDatabase } from './bench-database.ts';
import { feed, recordsOf } from './feed.ts';
import { scaled, type Rate, type Sizes, type Subject } from './subject.ts';
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

/** How a consumer is measured. */
export interface Consuming {
  readonly count: number;
  /** At most how many in one transaction. */
  readonly records: number;
  readonly handler: Pick<Handler, 'run' | 'isForBatches'>;
}

export const single = { run: (grown: Grown, { note }: Notes) => note([grown]) };
const many = { run: (grown: readonly Grown[], { note }: Notes) => note(grown), isForBatches: true };

/** One note for each message, with inbox and position, fsync on: what the database and our own code take for it. */
export function consumers(database: BenchDatabase, sizes: Sizes): Subject[] {
  const subject = (name: string, consuming: Consuming): Subject => ({ name, run: () => consume(database, consuming) });
  return [
    subject('transaction each', { count: scaled(1_500, sizes, 50), records: 1, handler: single }),
    subject('micro-batch', { count: scaled(12_000, sizes), records: 200, handler: single }),
    subject('@OnBatch', { count: scaled(60_000, sizes), records: 200, handler: many }),
  ];
}

/** Records from memory, and the notes counted afterwards. */
export async function consume(database: BenchDatabase, { count, ...consuming }: Consuming): Promise<Rate> {
  await forget(database);
  const { promise: handled, resolve } = Promise.withResolvers<void>();
  const spentMs: Record<string, number> = {};
  const consumer = consumerOn(database, { ...consuming, broker: feed(recordsOf(count), resolve), spentMs });
  const startedAt = performance.now();
  consumer.start();
  await handled;
  const perSecond = (1_000 * count) / (performance.now() - startedAt);
  await consumer.stop();
  await refuseLosses(database, count);
  return { perSecond, spentMs };
}

/** Reads from a broker into PostgreSQL with `@OnBatch`, and tells how many it has handled. */
export async function consumerOf(
  database: BenchDatabase,
  broker: Broker,
  counter: (records: number) => void,
): Promise<Consumer> {
  await forget(database);
  const run = async (grown: readonly Grown[], notes: Notes): Promise<void> => {
    await many.run(grown, notes);
    counter(grown.length);
  };
  return consumerOn(database, { records: 200, handler: { ...many, run }, broker, spentMs: {} });
}

/** The same without any database, and with nothing to do. */
export function consumerInMemory(broker: Broker, counter: (records: number) => void): Consumer {
  return new Consumer({
    name,
    handlers: [
      { consumer: name, need: Growth, isForBatches: true, run: (grown: readonly Grown[]) => counter(grown.length) },
    ],
    engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
    store: new MemoryConsumerStore(),
    broker,
  });
}

const name = 'garden.bench';

interface On extends Omit<Consuming, 'count'> {
  readonly broker: Broker;
  readonly spentMs: Record<string, number>;
}

function consumerOn({ app }: BenchDatabase, { records, handler, broker, spentMs }: On): Consumer {
  return new Consumer({
    name,
    handlers: [{ consumer: name, need: Growth, ...handler }],
    engine: createEngine({
      service: 'garden',
      database: app,
      parts: (trx) => timed(notesOn(trx), spentMs),
      outbox: createOutbox({ service: 'garden' }),
    }),
    store: timed(postgresConsumerStore(app), spentMs),
    broker,
    settings: { batch: { records, bytes: 1_000_000 } },
  });
}

async function forget({ owner }: BenchDatabase): Promise<void> {
  await sql`truncate holdfast.consumer_inbox, holdfast.consumer_position, garden.note`.execute(owner);
}

/** A number for something that was not done would be none. */
async function refuseLosses({ owner }: BenchDatabase, count: number): Promise<void> {
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
