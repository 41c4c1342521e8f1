import { createOutbox, kafkajsBroker, Relay, type Broker, type OutgoingRecord } from '@holdfast/messaging';
import { createEngine, type Scope } from '@holdfast/work';
import { sql } from 'kysely';
import { percentile } from '../statistics.ts';
import type { BenchDatabase } from './bench-database.ts';
import { kafkaOf } from './bench-kafka.ts';
import { emptyBoth, outboxes, type OutboxName } from './draining.ts';
import type { Rate, Sizes, Subject } from './subject.ts';
import { note, TreeGrew } from './tree-grew.ts';

/**
 * From the end of COMMIT to the acknowledgement of Kafka, at half of what sixteen clients reach who wait for nothing but
 * their own COMMIT. Transactions begin at a fixed rate, whatever becomes of those before.
 */
export function latency(database: BenchDatabase, sizes: Sizes): Subject[] {
  kafkaOf(database);
  return (['outbox', 'tick outbox'] as const).map((outbox) => {
    let full: number | undefined;
    return {
      name: outbox,
      run: async () => {
        full ??= await withPath(database, outbox, (path) => allOut(path, sizes.forMs));
        const rate = full / 2;
        return withPath(database, outbox, (path) => atRate(path, rate, 3 * sizes.forMs));
      },
    };
  });
}

/** One transaction with one message, and what is known of those that were made so. */
interface Path {
  transact(): Promise<void>;
  /** When each was committed and acknowledged, by its key. */
  readonly committedAt: ReadonlyMap<string, number>;
  readonly ackedAt: ReadonlyMap<string, number>;
  /** When the send began that took it. */
  readonly sentAt: ReadonlyMap<string, number>;
  /** How long each send took the broker. */
  readonly sendsMs: readonly number[];
  /** Until all is sent. */
  sent(): Promise<void>;
}

async function withPath<T>(database: BenchDatabase, outbox: OutboxName, use: (path: Path) => Promise<T>): Promise<T> {
  const { table, store } = outboxes[outbox];
  await emptyBoth(database.owner);
  const broker = kafkajsBroker(kafkaOf(database).options);
  const committedAt = new Map<string, number>();
  const ackedAt = new Map<string, number>();
  const sentAt = new Map<string, number>();
  const sendsMs: number[] = [];
  const relay = new Relay({
    service: 'garden',
    store: store(database.relay),
    broker: acknowledging(broker, (records, from) => {
      const now = performance.now();
      sendsMs.push(now - from);
      for (const { key } of records) {
        ackedAt.set(key, now);
        sentAt.set(key, from);
      }
    }),
  });
  const writer = createOutbox({ service: 'garden', table, wake: () => relay.wake() });
  const engine = createEngine({ service: 'garden', database: database.app, parts: () => ({}), outbox: writer });
  const call = { actor: engine.anonymous, correlationId: 'bench', traceparent: '' };
  relay.start();
  try {
    return await use({
      committedAt,
      ackedAt,
      sentAt,
      sendsMs,
      transact: async () => {
        const number = (numbers += 1);
        const treeId = `tree-${number}`;
        await engine.transact(call, async ({ trx, scope }) => {
          await sql`update garden.tree set grown = grown + 1 where tree_id = ${`tree-${number % 1_000}`}`.execute(trx);
          (scope as Scope<object, typeof TreeGrew>).publish(TreeGrew, { treeId, number, note });
        });
        committedAt.set(treeId, performance.now());
      },
      sent: async () => {
        if ((await relay.flush(10_000)) === 'left') throw new Error('the relay did not come to an end in 10 s');
      },
    });
  } finally {
    await relay.stop();
    await broker.close();
  }
}

let numbers = 0;

function acknowledging(broker: Broker, acked: (records: readonly OutgoingRecord[], from: number) => void): Broker {
  return {
    ...broker,
    send: async (records, limit) => {
      const from = performance.now();
      await broker.send(records, limit);
      acked(records, from);
    },
  };
}

/** Transactions per second of sixteen clients, with the relay at work beside them. */
async function allOut(path: Path, forMs: number): Promise<number> {
  const from = performance.now();
  let done = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() - from < forMs; done += 1) await path.transact();
  };
  await Promise.all(Array.from({ length: 16 }, client));
  const perSecond = (1_000 * done) / (performance.now() - from);
  await path.sent();
  return perSecond;
}

async function atRate(path: Path, rate: number, forMs: number): Promise<Rate> {
  const from = performance.now();
  const begun: Promise<void>[] = [];
  for (let passedMs = 0; passedMs < forMs; passedMs = performance.now() - from) {
    while (begun.length < (rate * passedMs) / 1_000) begun.push(path.transact());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(begun);
  const perSecond = (1_000 * begun.length) / (performance.now() - from);
  await path.sent();
  // An acknowledgement may be here before the client has heard of its COMMIT.
  const since = (times: ReadonlyMap<string, number>): number[] =>
    [...path.committedAt].map(([key, at]) => Math.max(0, times.get(key)! - at));
  const [waitedMs, untilSendMs] = [since(path.ackedAt), since(path.sentAt)];
  const waiting = sum(untilSendMs);
  return {
    perSecond,
    p50Ms: percentile(waitedMs, 50),
    p99Ms: percentile(waitedMs, 99),
    sendP99Ms: percentile(path.sendsMs, 99),
    p99UntilSendMs: percentile(untilSendMs, 99),
    spentMs: { 'from COMMIT to its send': waiting, 'its send': sum(waitedMs) - waiting },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
