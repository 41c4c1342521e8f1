import { defineEvent } from '@holdfast/contract-kit';
import { memoryEngine } from '@holdfast/work/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { incoming } from '../../test/arrivals.ts';
import { grew, Growth, recordOf, TreeFell, TreeGrew, TreeGrewV2 } from '../../test/garden.ts';
import type { OutgoingRecord } from '../broker/broker.ts';
import { silentLog } from '../log.ts';
import { FakeTime } from '../testing/fake-time.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { ByteBudget } from './byte-budget.ts';
import { Handlers, type Handler } from './handler.ts';
import { Holding } from './holding.ts';
import { ordinarySettings, type Reading } from './reading.ts';

const consumer = 'garden.diary';
const place = { topic: 'garden.events', partition: 0 };

/** What somebody has made of a message that was said otherwise. */
const TreeGrewSince = defineEvent({
  name: TreeGrew.name,
  version: 1,
  subject: 'treeId',
  data: z.object({ treeId: z.string(), season: z.string() }),
});

/** One place of a store, held by consumers of several deployments one after the other. */
const opened = () => {
  const [store, time, skipped] = [new MemoryConsumerStore(), new FakeTime(), [] as string[]];
  let holders = 0;
  const hold = async (handlers: Omit<Handler, 'consumer'>[], records = 200) => {
    const reading: Reading = {
      consumer,
      handlers: new Handlers(handlers.map((handler) => ({ consumer, ...handler }))),
      engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
      store,
      broker: new MemoryBroker(),
      log: silentLog,
      settings: { ...ordinarySettings, batch: { records, bytes: 1_000_000 } },
      time,
      chance: { fraction: () => 0, uuid: () => 'unused' },
      budget: new ByteBudget(1_000_000),
      skipped: (types) => skipped.push(...types),
    };
    const token = `holder ${(holders += 1)}`;
    const next = await store.claim(consumer, place, { token, clusterId: 'one', first: 0n });
    return new Holding(reading, { ...place, token, next, clusterId: 'one' }, () => false);
  };
  return { store, time, skipped, hold };
};
const batchOf = (...sent: OutgoingRecord[]) => ({
  ...place,
  from: 0n,
  to: BigInt(sent.length),
  records: sent.map((record, n) => incoming(record, BigInt(n))),
  isStale: () => false,
  acknowledge: async () => {},
});

describe('a place that is held', () => {
  test('shares fewer messages in a transaction while they take too long, and more when they are quick', async () => {
    const { time, hold } = opened();
    const sizes: number[] = [];
    let eachMs = ordinarySettings.batchMs;
    const run = (all: readonly unknown[]) => {
      sizes.push(all.length);
      if (sizes.length === 3) eachMs = 1;
      time.pass(eachMs);
    };
    const holding = await hold([{ need: Growth, run, isForBatches: true }], 4);
    await holding.batch(batchOf(...Array.from({ length: 12 }, (_, n) => grew(`tree-${n}`, n))));
    expect(sizes).toEqual([4, 2, 1, 2, 3]);
  });

  describe('when a later deployment drives what an earlier one has parked', () => {
    const v2 = recordOf(TreeGrewV2, { treeId: 'oak', centimetres: 3 });
    const parked = async () => {
      const { hold, ...rest } = opened();
      const early = await hold([{ need: Growth, run: () => {} }]);
      await early.batch(batchOf(v2, grew('oak', 2)));
      expect(rest.store.parkedRows).toHaveLength(2);
      return { hold, ...rest };
    };

    test('it reads what was too new', async () => {
      const { hold, store } = await parked();
      const read: unknown[] = [];
      const run = (data: unknown) => read.push(data);
      const late = await hold([
        { need: Growth, run },
        { need: TreeGrewV2, run },
      ]);
      await store.release(consumer, place, 'oak');
      expect([await late.redrive('oak'), await late.redrive('oak'), await late.redrive('oak')]).toEqual([
        true,
        true,
        false,
      ]);
      expect(read).toEqual([
        { treeId: 'oak', centimetres: 3 },
        { treeId: 'oak', number: 2 },
      ]);
    });

    test('it puts off what is still too new', async () => {
      const { hold, store } = await parked();
      const late = await hold([{ need: Growth, run: () => {} }]);
      await store.release(consumer, place, 'oak');
      expect(await late.redrive('oak')).toBe(false);
      expect(store.parkedRows).toHaveLength(2);
    });

    test('it keeps what it does not declare, as a release that was taken back does not, until one comes that does', async () => {
      const { hold, store, skipped } = await parked();
      const back = await hold([{ need: TreeFell, run: () => {} }]);
      await store.release(consumer, place, 'oak');
      expect([await back.redrive('oak'), store.parkedRows.length, skipped]).toEqual([false, 2, []]);
      expect(store.parkedRows[0]).toMatchObject({ state: 'waiting', errorName: 'NotDeclared' });
      const read: unknown[] = [];
      const run = (data: unknown) => read.push(data);
      const forth = await hold([
        { need: Growth, run },
        { need: TreeGrewV2, run },
      ]);
      await store.release(consumer, place, 'oak');
      while (await forth.redrive('oak'));
      expect([read.length, store.parkedRows]).toEqual([2, []]);
    });

    test('it lets go of what it does not declare when a person has dropped it', async () => {
      const { hold, store } = await parked();
      const late = await hold([{ need: TreeFell, run: () => {} }]);
      await store.drop(consumer, place, 0n);
      expect([await late.redrive('oak'), await late.redrive('oak'), store.parkedRows.length]).toEqual([true, false, 1]);
    });

    test('it copies what it cannot read any more, and goes on', async () => {
      const { hold, store } = await parked();
      await store.drop(consumer, place, 0n);
      const late = await hold([{ need: TreeGrewSince, run: () => {} }]);
      await store.release(consumer, place, 'oak');
      while (await late.redrive('oak'));
      expect(store.parkedRows).toEqual([]);
      expect(store.copies.map(({ headers }) => headers['dlt_reason'])).toEqual(['undecodable']);
    });
  });
});
