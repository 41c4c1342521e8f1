import { memoryEngine, type MemoryTransaction } from '@holdfast/work/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { grew, Growth } from '../../test/garden.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { MemoryOutbox } from '../testing/memory-outbox.ts';
import { Consumer } from './consumer.ts';
import { Fatal, Park } from './failures.ts';
import type { Handler } from './handler.ts';
import type { ConsumerSettings } from './reading.ts';

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

describe('a consumer whose messages fail', () => {
  let broker: MemoryBroker;
  let store: MemoryConsumerStore;
  let noted: string[];
  let failing: Map<string, () => Error>;
  let tries: string[];
  const consumers: Consumer[] = [];

  beforeEach(() => {
    broker = new MemoryBroker({ partitions: 1 });
    store = new MemoryConsumerStore();
    [noted, tries, failing] = [[], [], new Map()];
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  });

  const parts = (trx: MemoryTransaction): Noting => ({ note: (text) => trx.atCommit(() => noted.push(text)) });
  const noteIt = ({ treeId, number }: Data, { note }: Noting) => {
    const text = `${treeId}${number}`;
    tries.push(text);
    note(text);
    const fails = failing.get(text);
    if (fails) throw fails();
  };
  const consume = (settings: Partial<ConsumerSettings> = {}, handler: Partial<Handler> = {}) => {
    const consumer = new Consumer({
      name,
      handlers: [{ consumer: name, need: Growth, run: noteIt, ...handler }],
      engine: memoryEngine({ service: 'diary', parts }),
      store,
      broker,
      settings: { backoff: soon, retry: soon, lookMs: 2, ...settings },
    });
    consumers.push(consumer);
    consumer.start();
    return consumer;
  };
  const send = (...numbers: [string, number][]) => broker.send(numbers.map(([tree, number]) => grew(tree, number)));
  const states = () => store.parkedRows.map(({ state }) => state);

  test('tries the messages that came with it one by one, and it twice', async () => {
    failing.set('oak2', () => new Error('no'));
    await send(['oak', 1], ['oak', 2], ['elm', 1]);
    consume({ retry: { firstMs: 3_600_000, longestMs: 3_600_000 } });
    await vi.waitFor(() => expect(noted.toSorted()).toEqual(['elm1', 'oak1']));
    // Together by key, and then in the sequence of their arrival.
    expect(tries).toEqual(['elm1', 'oak1', 'oak2', 'oak1', 'oak2', 'oak2', 'elm1']);
    expect(store.parkedRows).toHaveLength(1);
  });

  test('forgets a failure that a second try does not repeat', async () => {
    let times = 0;
    failing.set('oak1', () => {
      failing.delete('oak1');
      times += 1;
      return new Error('once');
    });
    await send(['oak', 1]);
    consume();
    await vi.waitFor(() => expect(noted).toEqual(['oak1']));
    expect([times, store.parkedRows]).toEqual([1, []]);
  });

  test('handles what was parked in its sequence, before anything that came later', async () => {
    failing.set('oak1', () => new Error('no'));
    await send(['oak', 1], ['oak', 2], ['elm', 1]);
    consume();
    await vi.waitFor(() => expect(store.parkedRows).toHaveLength(2));
    await send(['oak', 3], ['elm', 2]);
    await vi.waitFor(() => expect(store.parkedRows).toHaveLength(3));
    failing.clear();
    await vi.waitFor(() => expect(store.parkedRows).toHaveLength(0));
    await send(['oak', 4]);
    await vi.waitFor(() => expect(noted).toContain('oak4'));
    expect(noted.filter((text) => text.startsWith('oak'))).toEqual(['oak1', 'oak2', 'oak3', 'oak4']);
    expect(noted).toHaveLength(6);
  });

  test('leaves a message that asks for a person alone until one has released it', async () => {
    failing.set('oak1', () => new Park('ask somebody'));
    await send(['oak', 1], ['elm', 1]);
    consume();
    await vi.waitFor(() => expect(store.parkedRows).toHaveLength(1));
    const triedBefore = tries.filter((text) => text === 'oak1').length;
    await send(['elm', 2]);
    await vi.waitFor(() => expect(noted).toContain('elm2'));
    expect(tries.filter((text) => text === 'oak1')).toHaveLength(triedBefore);
    failing.clear();
    await store.release(name, place, 'oak');
    await vi.waitFor(() => expect(noted).toContain('oak1'));
    expect(store.parkedRows).toEqual([]);
  });

  test('buries at once what can never succeed, and holds its key until it is dropped', async () => {
    failing.set('oak1', () => new Fatal('never'));
    await send(['oak', 1], ['oak', 2]);
    consume();
    await vi.waitFor(() => expect(store.copies).toHaveLength(1));
    expect(store.copies[0]).toMatchObject({
      topic: 'garden.events.diary.growth.dlt',
      key: 'oak',
      headers: { dlt_reason: 'fatal', dlt_error: 'Fatal: never', dlt_offset: '0', dlt_attempts: '1' },
    });
    expect(states()).toEqual(['dead', 'waiting']);
    expect(noted).toEqual([]);
    await store.drop(name, place, 0n);
    await vi.waitFor(() => expect(noted).toEqual(['oak2']));
    expect(store.parkedRows).toEqual([]);
    // Its row in the inbox stays: a late copy of what was dropped is a repeat.
    await broker.send([{ ...broker.log(place)[0]!, topic, value: broker.log(place)[0]!.value! }]);
    await send(['oak', 3]);
    await vi.waitFor(() => expect(noted).toEqual(['oak2', 'oak3']));
  });

  test('buries what has failed for too long, and handles it when a person wants it to', async () => {
    failing.set('oak1', () => new Error('not yet'));
    await send(['oak', 1], ['oak', 2]);
    const consumer = consume({ maxAgeMs: 20 });
    await vi.waitFor(() => expect(store.copies).toHaveLength(1));
    expect(store.copies[0]?.headers).toMatchObject({ dlt_reason: 'too-old', dlt_error: 'Error: not yet' });
    expect(Number(store.copies[0]?.headers['dlt_attempts'])).toBeGreaterThan(2);
    await vi.waitFor(() => expect(consumer.health().parked).toEqual({ keys: 1, messages: 2, dead: 1 }));
    failing.clear();
    await store.release(name, place, 'oak');
    await vi.waitFor(() => expect(noted).toEqual(['oak1', 'oak2']));
  });

  test('does not count what the database does to it', async () => {
    let times = 0;
    failing.set('oak1', () => {
      times += 1;
      if (times === 6) failing.clear();
      return Object.assign(new Error('the server goes down'), { code: '57P01' });
    });
    await send(['oak', 1], ['oak', 2]);
    const consumer = consume({ backoff: { firstMs: 1, longestMs: 1 } });
    await vi.waitFor(() => expect(noted).toEqual(['oak1', 'oak2']));
    expect(store.parkedRows).toEqual([]);
    expect(consumer.health().waiting).toEqual([]);
  });

  test('gives up a handler that does not end, as one that fails', async () => {
    await send(['oak', 1], ['elm', 1]);
    const run = (data: Data, scope: Noting) => (data.treeId === 'oak' ? new Promise(() => {}) : noteIt(data, scope));
    consume({ handlerMs: 5, retry: { firstMs: 3_600_000, longestMs: 3_600_000 } }, { run });
    await vi.waitFor(() => expect(noted).toEqual(['elm1']));
    expect(JSON.stringify(store.parkedRows, bigintsAsText)).toMatch('HandlerTooSlow');
  });

  test('writes a void message into the inbox and nowhere else', async () => {
    const oak = grew('oak', 1);
    await broker.send([{ ...oak, headers: { ...oak.headers, ce_void: 'true' }, value: new Uint8Array() }, oak]);
    await send(['oak', 2]);
    consume();
    await vi.waitFor(() => expect(noted).toEqual(['oak2']));
    expect(tries).toEqual(['oak2']);
  });
});

describe('a consumer that takes messages together', () => {
  const opened = async (run: (data: readonly Data[], scope: object) => unknown, sent: [string, number][]) => {
    const broker = new MemoryBroker({ partitions: 1 });
    const [store, outbox] = [new MemoryConsumerStore(), new MemoryOutbox()];
    await broker.send(sent.map(([tree, number]) => grew(tree, number)));
    const consumer = new Consumer({
      name,
      handlers: [{ consumer: name, need: Growth, run, isForBatches: true }],
      engine: memoryEngine({ service: 'diary', parts: () => ({}), outbox: outbox.writer({ service: 'diary' }) }),
      store,
      broker,
      settings: { backoff: soon, retry: soon, lookMs: 2 },
    });
    return { store, consumer };
  };

  test('hands over all that are new, by key, in a scope that says nothing', async () => {
    const given: unknown[] = [];
    const run = (data: readonly Data[], scope: object) =>
      given.push([data.map(({ treeId, number }) => `${treeId}${number}`), 'publish' in scope, 'newId' in scope]);
    const { consumer } = await opened(run, [
      ['oak', 1],
      ['elm', 1],
      ['oak', 2],
    ]);
    consumer.start();
    await vi.waitFor(() => expect(given).toEqual([[['elm1', 'oak1', 'oak2'], false, false]]));
    await consumer.stop();
  });

  test('finds out which of them fails', async () => {
    const done: string[] = [];
    const run = (data: readonly Data[]) => {
      if (data.some(({ treeId }) => treeId === 'oak')) throw new Error('no');
      done.push(...data.map(({ treeId, number }) => `${treeId}${number}`));
    };
    const { consumer, store } = await opened(run, [
      ['oak', 1],
      ['elm', 1],
      ['oak', 2],
      ['ash', 1],
    ]);
    consumer.start();
    await vi.waitFor(() => expect(store.parkedRows).toHaveLength(2));
    expect(done).toEqual(['elm1', 'ash1']);
    await consumer.stop();
  });
});

const bigintsAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
