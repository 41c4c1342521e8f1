import { memoryEngine } from '@holdfast/work/testing';
import { defineCommand } from '@holdfast/contract-kit';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { incoming } from '../../test/arrivals.ts';
import { grew, Growth } from '../../test/garden.ts';
import type { OutgoingRecord } from '../broker/broker.ts';
import { silentLog } from '../log.ts';
import { commandOfOperator } from '../operator/command-of-operator.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { realTime } from '../time.ts';
import { ByteBudget } from './byte-budget.ts';
import type { Replay } from './consumer-store.ts';
import { Fatal } from './failures.ts';
import { Handlers, type Handler } from './handler.ts';
import { Holding } from './holding.ts';
import { ordinarySettings, type ConsumerSettings, type Reading } from './reading.ts';

const consumer = 'garden.diary';
const place = { topic: 'garden.events', partition: 0 };
const away = new Error('the database is away');
/** Each call is one attempt: a message that is blamed is tried again at once. */
const fail = vi.fn(() => Promise.reject(away));
const check = () => {};

const WaterTree = defineCommand({
  name: 'garden.water-tree',
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string() }),
});

let store: MemoryConsumerStore;
let broker: MemoryBroker;
let handled: number;
let fails: Error | undefined;
beforeEach(() => {
  fail.mockClear();
  [store, broker, handled, fails] = [new MemoryConsumerStore(), new MemoryBroker({ partitions: 1 }), 0, undefined];
});

const growing: Partial<Handler> = {
  need: Growth,
  run: () => {
    handled += 1;
    if (fails) throw fails;
  },
};
/** The place of a consumer. `again` runs each transaction a second time, as a database does that could not serialize it. */
const held = async (
  handler: Partial<Handler> = growing,
  { again = () => {}, settings = {} }: { again?: () => void; settings?: Partial<ConsumerSettings> } = {},
) => {
  const engine = memoryEngine({ service: 'garden', parts: () => ({}) });
  let isAgain = false;
  const reading: Reading = {
    consumer,
    handlers: new Handlers([{ consumer, ...growing, ...handler } as Handler]),
    engine: {
      ...engine,
      transactTogether: async (body) => {
        const serializes = () => Promise.reject(new Error('could not serialize'));
        if (isAgain) await engine.transactTogether((shared) => body(shared).then(serializes)).catch(() => {});
        if (isAgain) again();
        return engine.transactTogether(body);
      },
    },
    store,
    broker,
    log: silentLog,
    settings: { ...ordinarySettings, retry: { firstMs: 0, longestMs: 0 }, ...settings },
    time: realTime,
    chance: { fraction: () => 0, uuid: () => 'unused' },
    budget: new ByteBudget(1_000_000),
    skipped: () => {},
  };
  const next = await store.claim(consumer, place, { token: 'ours', clusterId: 'one', first: 0n });
  const holding = new Holding(reading, { ...place, token: 'ours', next, clusterId: 'one' }, () => false);
  return { holding, thenAgain: () => (isAgain = true) };
};
const batchOf = (...sent: OutgoingRecord[]) => ({
  ...place,
  from: 0n,
  to: BigInt(sent.length),
  records: sent.map((record, n) => incoming(record, BigInt(n))),
  isStale: () => false,
  acknowledge: async () => {},
});
const parkedOak = async (...of: Parameters<typeof held>) => {
  const { holding, thenAgain } = await held(...of);
  fails = new Error('not yet');
  await holding.batch(batchOf(grew('oak', 1)));
  [fails, handled] = [undefined, 0];
  return { holding, thenAgain };
};

/** A message that had its effect, and is asked to have it again. */
const replayed = async (holding: Holding): Promise<Replay> => {
  await broker.send([grew('oak', 1)]);
  await holding.batch(batchOf(grew('oak', 1)));
  const range = { id: '0199', consumer, ...place, next: 0n, to: 1n, again: true, perSecond: 10 };
  const asked = { ...range, actor: 'operator:ann', because: 'the notes were lost' };
  await store.askReplay(asked);
  handled = 0;
  return asked;
};

describe('a transaction that is run again and then fails before any message has its effect', () => {
  test('is no message’s fault while it takes what arrives', async () => {
    const { holding, thenAgain } = await held(growing, {
      again: () => vi.spyOn(store, 'advance').mockImplementation(fail),
    });
    thenAgain();
    await expect(holding.batch(batchOf(grew('oak', 1)))).rejects.toBe(away);
    expect([handled, store.parkedRows]).toEqual([1, []]);
    expect(fail).toHaveBeenCalledOnce();
  });

  test('is not counted against what is tried again', async () => {
    const { holding, thenAgain } = await parkedOak(growing, {
      again: () => vi.spyOn(store, 'takeFirst').mockImplementation(fail),
    });
    const before = store.parkedRows;
    thenAgain();
    await expect(holding.redrive('oak')).rejects.toBe(away);
    expect([handled, store.parkedRows]).toEqual([1, before]);
    expect(fail).toHaveBeenCalledOnce();
  });

  test('parks nothing of what is replayed', async () => {
    const { holding, thenAgain } = await held(growing, {
      again: () => vi.spyOn(store, 'heldKeys').mockImplementation(fail),
    });
    const asked = await replayed(holding);
    thenAgain();
    await expect(holding.replay(asked)).rejects.toBe(away);
    expect(store.parkedRows).toEqual([]);
    expect(fail).toHaveBeenCalledOnce();
  });
});

describe('what is tried again', () => {
  test('has no effect in a place that somebody else has claimed', async () => {
    const { holding } = await parkedOak();
    await store.claim(consumer, place, { token: 'theirs', clusterId: 'one', first: 0n });
    await expect(holding.redrive('oak')).rejects.toThrow('taken up anew');
    expect([handled, store.parkedRows.length]).toEqual([0, 1]);
  });

  test('and fails is not put off in a place that somebody else has claimed meanwhile', async () => {
    const { holding } = await parkedOak();
    const before = store.parkedRows;
    fails = new Error('not yet');
    const putOff = vi.spyOn(store, 'putOff');
    const takeFirst = store.takeFirst.bind(store);
    vi.spyOn(store, 'takeFirst').mockImplementation(async (...of) => {
      const taken = await takeFirst(...of);
      // As soon as this transaction is over, which holds the row until then.
      void store.claim(consumer, place, { token: 'theirs', clusterId: 'one', first: 0n });
      return taken;
    });
    await expect(holding.redrive('oak')).rejects.toThrow('taken up anew');
    expect([putOff.mock.calls, store.parkedRows]).toEqual([[], before]);
  });
});

test('what is replayed has no effect in a place that somebody else has claimed', async () => {
  const { holding } = await held();
  const asked = await replayed(holding);
  await store.claim(consumer, place, { token: 'theirs', clusterId: 'one', first: 0n });
  await expect(holding.replay(asked)).rejects.toThrow('taken up anew');
  expect([handled, store.audited]).toEqual([0, []]);
});

describe('what has failed before and is tried again', () => {
  test('is not put off by what the database does to it', async () => {
    const { holding } = await parkedOak();
    const before = store.parkedRows;
    fails = Object.assign(new Error('deadlock detected'), { code: '40P01' });
    await expect(holding.redrive('oak')).rejects.toBe(fails);
    expect(store.parkedRows).toEqual(before);
  });

  test('has failed since the first time, also when it is dead', async () => {
    let now = Date.parse('2026-01-01T00:00:00.000Z');
    store = new MemoryConsumerStore({ now: () => now });
    const { holding } = await parkedOak();
    now += 60_000;
    fails = new Fatal('never');
    await holding.redrive('oak');
    expect(store.copies.map(({ headers }) => headers['dlt_first_failure'])).toEqual(['2026-01-01T00:00:00.000Z']);
  });
});

describe('what a person has sent', () => {
  const ann = { name: 'ann', because: 'it is dry' };
  const water = (treeId: string) => commandOfOperator(WaterTree, { treeId }, ann).record;
  const entry = { actor: 'operator:ann', action: 'garden.water-tree.v1', because: 'it is dry' };

  test.each([[false], [true]])('is written down with each effect, taken together or not (%s)', async (isForBatches) => {
    const { holding } = await held({ need: WaterTree, run: check, isForBatches });
    await holding.batch(batchOf(water('oak'), water('elm')));
    expect(store.audited.map(({ subject }) => subject).toSorted((a, b) => a.localeCompare(b))).toEqual(['elm', 'oak']);
    expect(store.audited).toMatchObject([entry, entry]);
  });
});

test('a handler of many that does not end is given up, as one that fails', async () => {
  const run = () => new Promise(() => {});
  const { holding } = await held({ run, isForBatches: true }, { settings: { handlerMs: 5, quickTries: 1 } });
  await holding.batch(batchOf(grew('oak', 1)));
  expect(store.parkedRows).toMatchObject([{ key: 'oak' }]);
}, 1_000);
