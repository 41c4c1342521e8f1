import { memoryEngine, type MemoryTransaction } from '@holdfast/work/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grew, Growth } from '../../test/garden.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Consumer } from './consumer.ts';

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
    consumer = new Consumer({
      name,
      handlers: [
        {
          consumer: name,
          need: Growth,
          run: ({ treeId, number }: Data, { note }: Noting) => {
            tried += 1;
            if (failing.has(treeId)) throw new Error('no');
            note(`${treeId}${number}`);
          },
        },
      ],
      engine: memoryEngine({
        service: 'diary',
        parts: (trx: MemoryTransaction) => ({ note: (text: string) => trx.atCommit(() => noted.push(text)) }),
      }),
      store,
      broker,
      settings: { backoff: soon, retry: { firstMs: 3_600_000, longestMs: 3_600_000 }, lookMs: 2 },
    });
    consumer.start();
  });
  afterEach(() => consumer.stop());

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
