import { eventually } from '@holdfast/testkit';
import { memoryEngine } from '@holdfast/work/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grew, Growth } from '../../test/garden.ts';
import type { Batch, Place, Reader } from '../broker/broker.ts';
import { FakeTime } from '../testing/fake-time.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Consumer } from './consumer.ts';

const name = 'garden.diary';
const place = { topic: 'garden.events', partition: 0 };
const other = { topic: 'garden.events', partition: 1 };

/** A broker whose group deals when the test says so, and whose batches are the test's. */
describe('a consumer, whatever its group deals', () => {
  let broker: MemoryBroker;
  let store: MemoryConsumerStore;
  let time: FakeTime;
  let reader: Reader;
  let handled: number[];
  let handling: () => Promise<void> | void;
  let consumer: Consumer;
  const [join, readFrom, hold, warned] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];

  beforeEach(async () => {
    for (const mock of [join, readFrom, hold, warned]) mock.mockReset();
    [broker, time] = [new MemoryBroker({ partitions: 2 }), new FakeTime()];
    store = new MemoryConsumerStore({ now: () => time.nowMs() });
    [handled, handling] = [[], () => {}];
    join.mockImplementation((_group: object, its: Reader) => {
      reader = its;
      return { isMember: true, trouble: undefined, readFrom, hold, leave: async () => {} };
    });
    consumer = new Consumer({
      name,
      handlers: [
        {
          consumer: name,
          need: Growth,
          run: async ({ number }: { number: number }) => {
            handled.push(number);
            await handling();
          },
        },
      ],
      engine: memoryEngine({ service: 'garden', parts: () => ({}) }),
      store,
      broker: Object.assign(broker, { join }),
      time,
      log: { debug() {}, info() {}, warn: warned },
      settings: { bytesInHand: 500, retry: { firstMs: 1, longestMs: 1 } },
    });
    consumer.start();
  });
  afterEach(() => consumer.stop());

  const dealt = async (...places: Place[]) => {
    const before = readFrom.mock.calls.length;
    reader.assigned(places);
    await reads(before + places.length);
  };
  const reads = (times: number) =>
    eventually(() => readFrom.mock.calls.length, { what: 'it reads', until: (calls) => calls >= times });
  const batchOf = (numbers: readonly number[], of: Place = place, from = 0n): Batch => ({
    ...of,
    from,
    to: from + BigInt(numbers.length),
    records: numbers.map((number, index) => ({
      ...grew('oak', number),
      offset: from + BigInt(index),
      timestamp: new Date(),
    })),
    isStale: () => false,
    acknowledge: async () => {},
  });
  /** Everything has ended that waits for no time. */
  const settled = async () => {
    for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  test('has nothing to do at any later time once it is stopped', async () => {
    await dealt(place);
    expect(time.pending).toBe(1);
    await consumer.stop();
    expect(time.pending).toBe(0);
  });

  test('joins once, however often it is started', () => {
    consumer.start();
    expect(join).toHaveBeenCalledOnce();
  });

  test('tells the broker how far it is, after a batch is handled and not before', async () => {
    await dealt(place);
    const acknowledge = vi.fn(async () => {});
    vi.spyOn(store, 'advance').mockRejectedValueOnce(new Error('the database is away'));
    expect(await reader.batch({ ...batchOf([1]), acknowledge })).toBe('unfinished');
    expect(acknowledge).not.toHaveBeenCalled();
    time.pass(900);
    await reads(2);
    expect(await reader.batch({ ...batchOf([1]), acknowledge })).toBe('handled');
    expect(acknowledge.mock.calls).toEqual([[1n]]);
  });

  test('leaves a batch of a place that is not its own to others', async () => {
    await dealt(place);
    expect(await reader.batch(batchOf([1], other))).toBe('unfinished');
    expect(handled).toEqual([]);
  });

  test('does not claim a place again that waits, once it is dealt to somebody else', async () => {
    const claim = vi.spyOn(store, 'claim').mockRejectedValueOnce(new Error('the database is away'));
    reader.assigned([place]);
    await eventually(() => warned.mock.calls.length, { what: 'it waits', until: (calls) => calls > 0 });
    await dealt(other);
    const claimed = claim.mock.calls.length;
    time.pass(900); // longer than the pause, and less than a look
    await settled();
    expect(claim.mock.calls.length).toBe(claimed);
  });

  test('handles nothing more of a batch once its place is dealt anew, although the batch does not know', async () => {
    await dealt(place);
    handling = () => void (handled.length === 2 && reader.assigned([other]));
    expect(await reader.batch(batchOf([1, 2, 3]))).toBe('unfinished');
    expect(handled).toEqual([1, 2]);
    expect((await store.positions(name)).find(({ partition }) => partition === 0)?.nextOffset).toBe(0n);
  });

  test('does not wait for a place that was dealt to somebody else, when what it had in hand fails', async () => {
    await dealt(place);
    vi.spyOn(store, 'record').mockImplementationOnce(async () => {
      reader.assigned([]);
      throw new Error('the database is away');
    });
    await reader.batch(batchOf([1]));
    const known = warned.mock.calls.filter(([, text]) => text === 'a partition waits');
    expect([known, hold.mock.calls]).toEqual([[], []]);
  });

  test('says why a place waits until the batch that failed is behind it', async () => {
    await dealt(place);
    const advance = vi.spyOn(store, 'advance').mockRejectedValueOnce(new Error('the database is away'));
    expect(await reader.batch(batchOf([1]))).toBe('unfinished');
    time.pass(900);
    await reads(2);
    expect(consumer.health().waiting).toMatchObject([{ error: 'the database is away', failures: 1 }]);
    expect(await reader.batch(batchOf([1]))).toBe('handled');
    expect(consumer.health().waiting).toEqual([]);
    // And begins to count anew.
    advance.mockRejectedValueOnce(new Error('the database is away again'));
    await reader.batch(batchOf([2], place, 1n));
    expect(consumer.health().waiting).toMatchObject([{ error: 'the database is away again', failures: 1 }]);
  });

  test('does nothing that was to come next when a place waits, before it has claimed it again', async () => {
    await dealt(place);
    vi.spyOn(store, 'advance').mockRejectedValueOnce(new Error('the database is away'));
    const both = [reader.batch(batchOf([1])), reader.batch(batchOf([1]))];
    expect(await Promise.all(both)).toEqual(['unfinished', 'unfinished']);
    expect(handled).toEqual([]);
  });

  test('says nothing more of other trouble once it reads again', async () => {
    vi.spyOn(store, 'claim').mockRejectedValueOnce(new Error('the database is away'));
    reader.assigned([place]);
    await eventually(() => consumer.health().waiting.length, { what: 'it waits', until: (count) => count === 1 });
    time.pass(900);
    await reads(1);
    expect(consumer.health().waiting).toEqual([]);
  });

  test('compares its positions one look at a time, however many heartbeats come', async () => {
    await dealt(place);
    const { promise, resolve } = Promise.withResolvers<never[]>();
    const positions = vi.spyOn(store, 'positions').mockReturnValue(promise);
    reader.heard();
    reader.heard();
    expect(positions).toHaveBeenCalledOnce();
    resolve([]);
    await settled();
    reader.heard();
    await settled();
    positions.mockRestore();
  });

  test('has no more bytes in hand than it may, of all places together', async () => {
    await dealt(place, other);
    const gate = Promise.withResolvers<void>();
    handling = () => gate.promise;
    const both = [reader.batch(batchOf([1])), reader.batch(batchOf([2], other))];
    await settled();
    expect(handled).toHaveLength(1); // each is larger than half of what may be in hand
    gate.resolve();
    expect(await Promise.all(both)).toEqual(['handled', 'handled']);
    expect(new Set(handled)).toEqual(new Set([1, 2]));
  });

  test('has no more bytes in hand than it may, what is replayed among them', async () => {
    await dealt(place, other);
    broker.log(place).push(...batchOf([1]).records);
    await reader.batch(batchOf([1]));
    const gate = Promise.withResolvers<void>();
    [handled, handling] = [[], () => gate.promise];
    const inHand = reader.batch(batchOf([2], other));
    await settled();
    const who = { actor: 'operator:ann', because: 'the notes were lost' };
    await store.askReplay({
      id: '0199',
      consumer: name,
      ...place,
      next: 0n,
      to: 1n,
      again: true,
      perSecond: 10,
      ...who,
    });
    time.pass(1_000);
    await settled();
    expect(handled).toEqual([2]);
    gate.resolve();
    await inHand;
    await eventually(() => handled, { what: 'it is replayed', until: ({ length }) => length === 2 });
  });

  test('tries a key once at a time, however often it is seen to be due', async () => {
    await dealt(place);
    handling = () => {
      throw new Error('not yet');
    };
    await reader.batch(batchOf([1]));
    const gate = Promise.withResolvers<void>();
    [handled, handling] = [[], () => gate.promise];
    const takeFirst = vi.spyOn(store, 'takeFirst');
    await settled();
    for (let look = 0; look < 4; look += 1) {
      time.pass(1_000);
      await settled();
    }
    gate.resolve();
    await settled();
    expect(handled).toEqual([1]);
    expect(takeFirst).toHaveBeenCalledTimes(2); // the first one, and then there is none
  });

  test('looks every second in the places that it reads, and counts what is parked every tenth time', async () => {
    await dealt(place);
    vi.spyOn(store, 'claim').mockRejectedValue(new Error('the database is away'));
    reader.assigned([other]);
    const [due, parked] = [vi.spyOn(store, 'due'), vi.spyOn(store, 'parked')];
    const seconds = async (count: number) => {
      for (let second = 0; second < count; second += 1) {
        time.pass(1_000);
        await settled();
      }
    };
    await seconds(3);
    expect(due).not.toHaveBeenCalled();
    vi.mocked(store.claim).mockRestore();
    await dealt(place);
    await seconds(20);
    expect([due.mock.calls.length, parked.mock.calls.length]).toEqual([20, 2]);
  });

  test('is not stopped before what it tries again has ended', async () => {
    await dealt(place);
    handling = () => {
      throw new Error('not yet');
    };
    await reader.batch(batchOf([1]));
    const gate = Promise.withResolvers<void>();
    handling = () => gate.promise;
    handled = [];
    await settled();
    time.pass(1_000);
    await eventually(() => handled.length, { what: 'it is tried again', until: (count) => count === 1 });
    let isStopped = false;
    const stopping = consumer.stop().then(() => (isStopped = true));
    await settled();
    expect(isStopped).toBe(false);
    gate.resolve();
    await stopping;
    expect(store.parkedRows).toEqual([]);
  });

  test('does not try a parked message again in a place that was dealt to somebody else meanwhile', async () => {
    await dealt(place);
    handling = () => {
      throw new Error('not yet');
    };
    await reader.batch(batchOf([1]));
    [handled, handling] = [[], () => {}];
    const takeFirst = store.takeFirst.bind(store);
    vi.spyOn(store, 'takeFirst').mockImplementation((...of) => {
      reader.assigned([]);
      return takeFirst(...of);
    });
    await settled();
    time.pass(1_000);
    await settled();
    expect(handled).toEqual([]);
    expect(store.parkedRows).toHaveLength(1);
  });
});
