import { memoryEngine } from '@holdfast/work/testing';
import { describe, expect, test, vi } from 'vitest';
import { grew, Growth } from '../../test/garden.ts';
import type { Batch } from '../broker/broker.ts';
import { realChance } from '../chance.ts';
import { silentLog } from '../log.ts';
import { realTime } from '../time.ts';
import { ByteBudget } from './byte-budget.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Handlers, type Handler } from './handler.ts';
import { PlaceReader } from './place-reader.ts';
import { ordinarySettings } from './reading.ts';

const place = { topic: 'garden.events', partition: 0 };

test('a place that is dealt to somebody else while it is claimed is not read', async () => {
  const claiming = Promise.withResolvers<void>();
  const claim = vi.fn(async () => {
    await claiming.promise;
    return 0n;
  });
  const membership = { readFrom: vi.fn(), hold: vi.fn() };
  const reader = new PlaceReader(
    place,
    {
      consumer: 'garden.diary',
      handlers: new Handlers([]),
      engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
      store: Object.assign(new MemoryConsumerStore(), { claim }),
      broker: new MemoryBroker(),
      log: silentLog,
      settings: ordinarySettings,
      time: realTime,
      chance: realChance,
      budget: new ByteBudget(1_000),
      skipped: () => {},
    },
    membership,
  );
  reader.begin();
  await vi.waitFor(() => expect(claim).toHaveBeenCalledOnce());
  reader.end();
  claiming.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(membership.readFrom).not.toHaveBeenCalled();
});

describe('a place that is read', () => {
  const opened = async (run: Handler['run'], numbers: number[]) => {
    const [broker, store] = [new MemoryBroker({ partitions: 1 }), new MemoryConsumerStore()];
    await broker.send(numbers.map((number) => grew(number === 0 ? 'elm' : 'oak', number)));
    const membership = { readFrom: vi.fn(), hold: vi.fn() };
    const reader = new PlaceReader(
      place,
      {
        consumer: 'garden.diary',
        handlers: new Handlers([{ consumer: 'garden.diary', need: Growth, run }]),
        engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
        store,
        broker,
        log: silentLog,
        settings: { ...ordinarySettings, backoff: { firstMs: 1, longestMs: 5 } },
        time: realTime,
        chance: realChance,
        budget: new ByteBudget(1_000),
        skipped: () => {},
      },
      membership,
    );
    reader.begin();
    await vi.waitFor(() => expect(reader.isReading).toBe(true));
    const records = broker.log(place);
    let isStale = false;
    const batch: Batch = {
      ...place,
      from: 0n,
      to: BigInt(records.length),
      records,
      isStale: () => isStale,
      acknowledge: async () => {},
    };
    return { reader, store, membership, batch, makeStale: () => (isStale = true) };
  };

  test('is left in the middle of a batch that has become stale, and what was half done is not', async () => {
    const handled: number[] = [];
    const run = ({ number }: { number: number }) => {
      handled.push(number);
      if (number === 2) makeStale();
    };
    const { reader, batch, makeStale, store } = await opened(run, [1, 2, 3]);
    expect(await reader.batch(batch)).toBe('unfinished');
    expect(handled).toEqual([1, 2]);
    expect((await store.positions('garden.diary'))[0]?.nextOffset).toBe(0n);
    expect(reader.waiting()).toBeUndefined();
    reader.end();
  });

  test('is taken up anew when its row has another token, although the offset is the same', async () => {
    const { reader, store } = await opened(() => {}, []);
    const [row] = await store.positions('garden.diary');
    reader.comparison()!(row);
    expect(reader.isReading).toBe(true);
    reader.comparison()!({ ...row!, token: 'another' });
    expect(reader.waiting()?.error).toMatch('not the one that was written last');
    reader.end();
  });

  test('tries a key again after an attempt that could not even be given up', async () => {
    const { reader, store, membership } = await opened(() => {}, []);
    const takeFirst = vi.spyOn(store, 'takeFirst').mockRejectedValueOnce(new Error('the database is away'));
    membership.hold.mockImplementationOnce(() => {
      throw new Error('no such partition');
    });
    await expect(reader.redrive('oak')).rejects.toThrow('no such partition');
    reader.begin();
    await vi.waitFor(() => expect(reader.isReading).toBe(true));
    await reader.redrive('oak');
    expect(takeFirst).toHaveBeenCalledTimes(2);
    reader.end();
  });

  test('is compared with its row only while nothing is in hand', async () => {
    const goOn = Promise.withResolvers<void>();
    const { reader, batch } = await opened(() => goOn.promise, [1]);
    expect(reader.comparison()).toBeTypeOf('function');
    const early = reader.comparison()!;
    const handling = reader.batch(batch);
    expect(reader.comparison()).toBeUndefined();
    goOn.resolve();
    expect(await handling).toBe('handled');
    // Asked for before the batch, answered after it: it says nothing of now.
    early(undefined);
    expect(reader.isReading).toBe(true);
    reader.comparison()!(undefined);
    expect(reader.waiting()?.error).toMatch('not the one that was written last');
    reader.end();
  });

  test('waits for longer and longer while its batch fails, also when what is parked goes well meanwhile', async () => {
    const failing: Record<string, Error> = {
      elm: new Error('no'),
      oak: Object.assign(new Error('the server goes down'), { code: '57P01' }),
    };
    const run = ({ treeId }: { treeId: string }) => {
      if (failing[treeId]) throw failing[treeId];
    };
    const { reader, batch, store } = await opened(run, [0, 1]);
    const next = { ...batch, from: 1n, records: batch.records.slice(1) };
    expect(await reader.batch({ ...batch, to: 1n, records: batch.records.slice(0, 1) })).toBe('handled');
    expect(store.parkedRows).toHaveLength(1);
    delete failing['elm'];
    await store.release('garden.diary', place, 'elm');
    expect(await reader.batch(next)).toBe('unfinished');
    await vi.waitFor(() => expect(reader.isReading).toBe(true));
    await reader.redrive('elm');
    expect(store.parkedRows).toEqual([]);
    expect(reader.waiting()).toMatchObject({ failures: 1, error: 'the server goes down' });
    expect(await reader.batch(next)).toBe('unfinished');
    expect(reader.waiting()).toMatchObject({ failures: 2 });
    await vi.waitFor(() => expect(reader.isReading).toBe(true));
    delete failing['oak'];
    expect(await reader.batch(next)).toBe('handled');
    expect(reader.waiting()).toBeUndefined();
    reader.end();
  });
});
