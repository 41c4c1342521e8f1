import { need } from '@holdfast/contract-kit';
import { memoryEngine, type MemoryTransaction } from '@holdfast/work/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grew, Growth, recordOf, TreeFell } from '../../test/garden.ts';
import type { OutgoingRecord } from '../broker/broker.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Consumer } from './consumer.ts';
import type { Handler } from './handler.ts';

const topic = 'garden.events';
const name = 'diary.growth';
const place = { topic, partition: 0 };
const soon = { firstMs: 1, longestMs: 5 };

interface Data {
  readonly treeId: string;
  readonly number: number;
}
interface Noting {
  note(text: string): void;
}

describe('a replay', () => {
  let broker: MemoryBroker;
  let store: MemoryConsumerStore;
  let noted: string[];
  let failing: Set<string>;
  let tried: number;
  let consumer: Consumer;

  beforeEach(() => {
    broker = new MemoryBroker({ partitions: 1 });
    store = new MemoryConsumerStore();
    [noted, failing, tried] = [[], new Set(), 0];
    consume(growth);
  });
  afterEach(() => consumer.stop());

  const noting = (textOf: (data: Data) => string) => ({
    run: (data: Data, { note }: Noting) => {
      tried += 1;
      if (failing.has(data.treeId) || failing.has(textOf(data))) throw new Error('no');
      note(textOf(data));
    },
  });
  const growth = { consumer: name, need: Growth, ...noting(({ treeId, number }) => `${treeId}${number}`) };
  const falling = {
    consumer: name,
    need: need(TreeFell, { treeId: true }),
    ...noting(({ treeId }) => `${treeId} fell`),
  };
  const consume = (...handlers: Handler[]) => {
    consumer = new Consumer({
      name,
      handlers,
      engine: memoryEngine({
        service: 'diary',
        parts: (trx: MemoryTransaction) => ({ note: (text: string) => trx.atCommit(() => noted.push(text)) }),
      }),
      store,
      broker,
      settings: { backoff: soon, retry: { firstMs: 3_600_000, longestMs: 3_600_000 }, lookMs: 2 },
    });
    consumer.start();
  };

  const settled = async (...texts: string[]) => vi.waitFor(() => expect(noted).toEqual(texts));
  const ask = (range: { next: bigint; to: bigint; again: boolean; perSecond?: number }) =>
    store.askReplay({
      id: '0199-replay',
      consumer: name,
      ...place,
      perSecond: 1_000,
      actor: 'operator:ann',
      because: 'the notes were lost',
      ...range,
    });
  const isDone = () => vi.waitFor(() => expect(store.replayRows[0]).toMatchObject({ state: 'done' }));

  test('repeats nothing that has had its effect', async () => {
    await broker.send([grew('oak', 1), grew('oak', 2), grew('oak', 3)]);
    await settled('oak1', 'oak2', 'oak3');
    await ask({ next: 0n, to: 3n, again: false });
    await isDone();
    expect(store.replayRows[0]).toMatchObject({ applied: 0, repeats: 3, held: 0 });
    expect([noted, store.audited]).toEqual([['oak1', 'oak2', 'oak3'], []]);
  });

  test('that shall repeat effects does so once for each message, and says who wanted it', async () => {
    const oak = grew('oak', 1);
    await broker.send([oak, grew('oak', 2)]);
    await settled('oak1', 'oak2');
    await broker.send([oak]);
    await ask({ next: 0n, to: 3n, again: true, perSecond: 1 });
    await isDone();
    // A copy that came late is in another step than the first one, and is a repeat all the same.
    expect(noted).toEqual(['oak1', 'oak2', 'oak1', 'oak2']);
    expect(store.audited[0]).toMatchObject({
      actor: 'operator:ann',
      because: 'the notes were lost',
      action: 'messages.replay-again',
      details: { consumer: name },
    });
  });

  test('that shall repeat effects knows copies of which several are in one step', async () => {
    const oak = grew('oak', 1);
    await broker.send([oak, oak, grew('oak', 2)]);
    await settled('oak1', 'oak2');
    await ask({ next: 0n, to: 3n, again: true });
    await isDone();
    expect(noted).toEqual(['oak1', 'oak2', 'oak1', 'oak2']);
    expect(store.replayRows[0]).toMatchObject({ applied: 2, repeats: 1 });
  });

  test('goes no further than the position, and waits for what will come by itself', async () => {
    await broker.send([grew('oak', 1)]);
    await settled('oak1');
    await ask({ next: 0n, to: 3n, again: true });
    await settled('oak1', 'oak1');
    expect(store.replayRows[0]).toMatchObject({ next: 1n, state: 'asked' });
    await broker.send([grew('oak', 2), grew('oak', 3)]);
    await isDone();
    expect(noted).toEqual(['oak1', 'oak1', 'oak2', 'oak3', 'oak2', 'oak3']);
  });

  test('leaves out the keys that are held', async () => {
    failing.add('oak');
    await broker.send([grew('oak', 1), grew('elm', 1)]);
    await settled('elm1');
    await vi.waitFor(() => expect(store.parkedRows).toHaveLength(1));
    await ask({ next: 0n, to: 2n, again: true });
    await isDone();
    expect(store.replayRows[0]).toMatchObject({ applied: 1, repeats: 0, held: 1 });
    expect([noted, store.parkedRows.length]).toEqual([['elm1', 'elm1'], 1]);
  });

  test('parks the key of a message that fails in it, as if it had just arrived', async () => {
    await broker.send([grew('oak', 1), grew('elm', 1)]);
    await vi.waitFor(() => expect(noted).toHaveLength(2));
    failing.add('oak');
    await ask({ next: 0n, to: 2n, again: true });
    await isDone();
    expect(noted.slice(2)).toEqual(['elm1']);
    expect(store.parkedRows).toHaveLength(1);
  });

  describe('of what nobody declared when it came', () => {
    /** Two trees fall, before there is anybody who wants to hear of it. */
    const begun = async (...sent: OutgoingRecord[]) => {
      await broker.send(sent);
      await vi.waitFor(async () => expect((await store.positions(name))[0]?.nextOffset).toBe(BigInt(sent.length)));
      await consumer.stop();
      consume(growth, falling);
    };
    const fell = (treeId: string) => recordOf(TreeFell, { treeId });

    test('parks what comes behind a message that fails, in whatever step it comes, and it is handled after it', async () => {
      failing.add('oak fell');
      await begun(fell('oak'), fell('elm'), fell('oak'), fell('oak'));
      await ask({ next: 0n, to: 4n, again: false, perSecond: 1 });
      await isDone();
      expect([noted, store.parkedRows.map(({ offset }) => offset)]).toEqual([['elm fell'], [0n, 2n, 3n]]);
      expect(store.replayRows[0]).toMatchObject({ applied: 1, held: 3 });
      failing.clear();
      await store.release(name, place, 'oak');
      await settled('elm fell', 'oak fell', 'oak fell', 'oak fell');
    });

    test('goes on after a message that fails without beginning its step anew', async () => {
      failing.add('oak fell');
      await begun(fell('oak'), fell('elm'), fell('ash'));
      const replayed = vi.spyOn(store, 'replayed');
      await ask({ next: 0n, to: 3n, again: false });
      await isDone();
      expect(await Promise.all(replayed.mock.results.map(({ value }) => value as Promise<string>))).not.toContain(
        'over',
      );
      expect(noted).toEqual(['elm fell', 'ash fell']);
    });

    test('passes none either behind a message that fails', async () => {
      failing.add('oak1').add('elm fell');
      await begun(fell('elm'), fell('oak'), fell('yew'), grew('oak', 1));
      await vi.waitFor(() => expect(store.parkedRows).toHaveLength(1));
      await ask({ next: 0n, to: 4n, again: false });
      await vi.waitFor(() => expect(store.parkedRows).toHaveLength(2));
      expect([store.replayRows[0], noted]).toMatchObject([{ state: 'asked', next: 1n }, []]);
      failing.clear();
      await store.release(name, place, 'oak');
      await settled('oak1', 'oak fell', 'yew fell');
    });

    test('passes no message of a key that waits with a later one, and goes on when that is handled', async () => {
      failing.add('oak1');
      await begun(fell('elm'), fell('oak'), fell('yew'), grew('oak', 1));
      await vi.waitFor(() => expect(store.parkedRows).toHaveLength(1));
      await ask({ next: 0n, to: 4n, again: false });
      await settled('elm fell');
      expect(store.replayRows[0]).toMatchObject({ state: 'asked', next: 1n });
      expect(consumer.health().waiting).toEqual([]);
      failing.clear();
      await store.release(name, place, 'oak');
      await isDone();
      expect(noted).toEqual(['elm fell', 'oak1', 'oak fell', 'yew fell']);
      expect(store.replayRows[0]).toMatchObject({ applied: 3, held: 0 });
    });
  });

  test('has no more messages in a second than it may', async () => {
    await broker.send([grew('oak', 1), grew('oak', 2), grew('oak', 3)]);
    await settled('oak1', 'oak2', 'oak3');
    const replayed = vi.spyOn(store, 'replayed');
    await ask({ next: 0n, to: 3n, again: true, perSecond: 1 });
    await isDone();
    expect(replayed.mock.calls.map(([, , { next }]) => next)).toEqual([1n, 2n, 3n]);
  });

  test('undoes the step in which it was ended, blames no message, and nothing waits for that', async () => {
    const range = vi.spyOn(broker, 'range');
    await broker.send([grew('oak', 1)]);
    await settled('oak1');
    const [claims, before] = [range.mock.calls.length, tried];
    const replayed = vi.spyOn(store, 'replayed').mockResolvedValue('over');
    await ask({ next: 0n, to: 1n, again: true });
    await vi.waitFor(() => expect(replayed.mock.calls.length).toBeGreaterThan(3));
    // Each step is tried once: one that is tried again, message by message, is noted more often than it is handled.
    expect(tried - before).toBeGreaterThanOrEqual(replayed.mock.calls.length);
    replayed.mockRestore();
    await isDone();
    expect([noted, range.mock.calls.length]).toEqual([['oak1', 'oak1'], claims]);
  });

  test('ends when an operator ends it', async () => {
    await broker.send([grew('oak', 1)]);
    await settled('oak1');
    await ask({ next: 0n, to: 99n, again: true });
    await settled('oak1', 'oak1');
    await store.cancelReplay('0199-replay');
    await broker.send([grew('oak', 2)]);
    await settled('oak1', 'oak1', 'oak2');
    expect(consumer.health().waiting).toEqual([]);
  });
});
