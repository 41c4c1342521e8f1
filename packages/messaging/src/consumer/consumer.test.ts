import { traceIdOf } from '@holdfast/telemetry';
import { currentCall, idsDerivedFrom, newMessageId, type Call } from '@holdfast/work';
import { memoryEngine, type MemoryTransaction } from '@holdfast/work/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GrowthNoted, Growth, grew, recordOf, TreeFell, TreeGrew, TreeGrewV2 } from '../../test/garden.ts';
import { FakeTime } from '../testing/fake-time.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { MemoryOutbox } from '../testing/memory-outbox.ts';
import { Consumer, type ConsumerOptions } from './consumer.ts';

const topic = 'garden.events';
const backoff = { firstMs: 1, longestMs: 5 };

describe('a consumer', () => {
  let broker: MemoryBroker;
  let store: MemoryConsumerStore;
  let outbox: MemoryOutbox;
  let noted: string[];
  const consumers: Consumer[] = [];

  beforeEach(() => {
    broker = new MemoryBroker();
    store = new MemoryConsumerStore();
    outbox = new MemoryOutbox();
    noted = [];
  });
  afterEach(async () => {
    await Promise.all(consumers.splice(0).map((consumer) => consumer.stop()));
  });

  type Noting = { note(text: string): void };
  const parts = (trx: MemoryTransaction): Noting => ({ note: (text) => trx.atCommit(() => noted.push(text)) });
  const noteIt = ({ treeId, number }: { treeId: string; number: number }, { note }: Noting) =>
    note(`${treeId}${number}`);

  const consume = (run: (data: never, scope: never) => unknown = noteIt, over: Partial<ConsumerOptions> = {}) => {
    const consumer = new Consumer({
      name: 'diary.growth',
      handlers: [{ consumer: 'diary.growth', need: Growth, run }],
      engine: memoryEngine({ service: 'diary', parts, outbox: outbox.writer({ service: 'diary' }) }),
      store,
      broker,
      settings: { backoff, retry: backoff, lookMs: 5 },
      ...over,
    });
    consumers.push(consumer);
    consumer.start();
    return consumer;
  };
  const send = (...records: Parameters<MemoryBroker['send']>[0]) => broker.send(records);

  test('handles each message once, in the sequence of its subject', async () => {
    await send(...[1, 2, 3].flatMap((n) => [grew('oak', n), grew('elm', n), grew('ash', n)]));
    consume();
    await vi.waitFor(() => expect(noted).toHaveLength(9));
    for (const tree of ['oak', 'elm', 'ash']) {
      expect(noted.filter((text) => text.startsWith(tree))).toEqual([1, 2, 3].map((n) => `${tree}${n}`));
    }
  });

  test('drops a repeat, and goes on behind it', async () => {
    const once = grew('oak', 1);
    await send(once, once, grew('oak', 2), once);
    consume();
    await vi.waitFor(() => expect(noted).toEqual(['oak1', 'oak2']));
    await vi.waitFor(async () => expect(await nextOffsets()).toContain(4n));
    expect(noted).toEqual(['oak1', 'oak2']);
  });

  test('gives a handler what it needs and no more', async () => {
    await send(grew('oak', 1));
    const given: unknown[] = [];
    consume((data) => given.push(data));
    await vi.waitFor(() => expect(given).toEqual([{ treeId: 'oak', number: 1 }]));
  });

  test('parks the key of a message that fails, and goes on with every other, until it does not fail any more', async () => {
    let broken = true;
    await send(grew('oak', 1), grew('oak', 2), grew('elm', 1), grew('ash', 1));
    const consumer = consume((data: { treeId: string; number: number }, scope: Noting) => {
      scope.note('said before the failure');
      if (broken && data.treeId === 'oak') throw new Error('the oak is not to be noted');
      scope.note(`${data.treeId}${data.number}`);
    });
    await vi.waitFor(() => expect(noted).toEqual(expect.arrayContaining(['elm1', 'ash1'])));
    await vi.waitFor(() => expect(consumer.health().parked).toEqual({ keys: 1, messages: 2, dead: 0 }));
    expect(consumer.health().waiting).toEqual([]);
    await send(grew('oak', 3));
    await vi.waitFor(() => expect(store.parkedRows).toHaveLength(3));
    expect(noted.filter((text) => text.startsWith('oak'))).toEqual([]);
    broken = false;
    await vi.waitFor(() => expect(noted).toEqual(expect.arrayContaining(['oak1', 'oak2', 'oak3'])));
    expect(noted.filter((text) => text.startsWith('oak'))).toEqual(['oak1', 'oak2', 'oak3']);
    expect(noted.filter((text) => text.startsWith('said'))).toHaveLength(5);
    await send(grew('oak', 4));
    await vi.waitFor(() => expect(noted).toContain('oak4'));
  });

  test('rolls everything back when a handler fails half way', async () => {
    await send(grew('oak', 1));
    let times = 0;
    consume((_: never, scope: { note(text: string): void; publish(message: unknown, data: unknown): void }) => {
      scope.note(`try ${++times}`);
      scope.publish(GrowthNoted, { treeId: 'oak', number: times });
      if (times < 3) throw new Error('not yet');
    });
    await vi.waitFor(() => expect(noted).toEqual(['try 3']));
    const { rows } = (await outbox.select('relay', { leaseMs: 1_000, limit: 10 }))!;
    expect(rows.map(({ payload }) => new TextDecoder().decode(payload))).toEqual(['{"treeId":"oak","number":3}']);
  });

  test('takes no event that an operator has sent: a fact is said by the service whose it is', async () => {
    const { headers, ...record } = grew('oak', 1);
    const claim = { ce_source: '/operator', ce_actor: 'operator:ann', ce_because: 'it looks higher' };
    await send({ ...record, headers: { ...headers, ...claim } }, grew('oak', 2));
    consume();
    await vi.waitFor(() => expect(noted).toEqual(['oak2']));
    expect(copies()).toEqual([['garden.events.diary.growth.dlt', 'undecodable']]);
    expect(store.audited).toEqual([]);
  });

  test('passes over types that nobody declared, and counts them', async () => {
    await send(recordOf(TreeFell, { treeId: 'oak' }), grew('oak', 1), recordOf(TreeFell, { treeId: 'oak' }));
    const consumer = consume();
    await vi.waitFor(async () => expect(await nextOffsets()).toContain(3n));
    expect(noted).toEqual(['oak1']);
    expect(consumer.health()).toMatchObject({ skipped: 2, waiting: [] });
  });

  test('passes over an undeclared type whatever else the record is, a tombstone for example', async () => {
    const fell = recordOf(TreeFell, { treeId: 'oak' });
    const headers = { ce_type: fell.headers['ce_type']! };
    await send({ ...fell, headers, value: null as unknown as Uint8Array }, grew('oak', 1));
    consume();
    await vi.waitFor(() => expect(noted).toEqual(['oak1']));
  });

  test('parks the key of a later major of a type that it declares', async () => {
    await send(grew('oak', 1), recordOf(TreeGrewV2, { treeId: 'oak', centimetres: 3 }), grew('oak', 2), grew('elm', 1));
    const consumer = consume();
    await vi.waitFor(() => expect(consumer.health().parked).toMatchObject({ keys: 1, messages: 2 }));
    expect(noted.toSorted()).toEqual(['elm1', 'oak1']);
    expect(JSON.stringify(store.parkedRows, bigintsAsText)).toMatch('garden.tree-grew.v2 is newer');
  });

  test.each([
    ['has no headers', { headers: {} }, /no CloudEvent: it has no ce_id, it has no ce_source/],
    ['has bytes that are no JSON', { value: new TextEncoder().encode('{') }, /garden.tree-grew.v1/],
    ['lacks what is needed', { value: new TextEncoder().encode('{"treeId":"oak"}') }, /number/],
  ])('copies a record that %s to the dead letters, once, and goes on', async (_, damage, says) => {
    const broken = { ...grew('oak', 1), ...damage };
    await send(broken, grew('oak', 2));
    consume();
    await vi.waitFor(() => expect(noted).toEqual(['oak2']));
    const place = { topic, partition: broker.log({ topic, partition: 0 }).length > 0 ? 0 : placeOf('oak').partition };
    store.setBack('diary.growth', place, 0n);
    await vi.waitFor(async () => expect(await nextOffsets()).toContain(2n));
    expect(copies()).toEqual([['garden.events.diary.growth.dlt', 'undecodable']]);
    expect(store.copies[0]?.headers['dlt_error']).toMatch(says);
    expect(store.copies[0]?.value).toEqual(broken.value);
    expect(store.parkedRows).toEqual([]);
  });

  test('goes over gaps between offsets', async () => {
    await send(grew('oak', 1), grew('oak', 2), grew('oak', 3));
    const log = broker.log({ topic, partition: placeOf('oak').partition });
    log.splice(0, 3, { ...log[0]!, offset: 4n }, { ...log[1]!, offset: 90n }, { ...log[2]!, offset: 91n });
    consume();
    await vi.waitFor(() => expect(noted).toEqual(['oak1', 'oak2', 'oak3']));
    expect(await nextOffsets()).toContain(92n);
  });

  test('takes part in the trace and correlation of what it handles, as the service that sent it', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const record = recordOf(TreeGrew, { treeId: 'oak', number: 1, note: '' }, { traceparent, correlationId: 'walk' });
    await send(record);
    const calls: (Call | undefined)[] = [];
    consume(() => calls.push(currentCall()));
    await vi.waitFor(() => expect(calls).toHaveLength(1));
    const [call] = calls;
    expect(call).toMatchObject({
      actor: { id: 'service:garden', roles: ['service'] },
      correlationId: 'walk',
      subject: 'oak',
      cause: { messageId: record.headers['ce_id'], correlationId: 'walk', at: new Date(record.headers['ce_time']!) },
    });
    expect(traceIdOf(call!.traceparent)).toBe('a'.repeat(32));
    expect(call!.traceparent).not.toBe(traceparent);
  });

  test('makes the same ids again when it handles the same message again', async () => {
    const id = newMessageId();
    await send(recordOf(TreeGrew, { treeId: 'oak', number: 1, note: '' }, { id }));
    const made: string[][] = [];
    consume((_: never, { newId }: { newId(): string }) => {
      made.push([newId(), newId()]);
      if (made.length < 3) throw new Error('not yet');
    });
    await vi.waitFor(() => expect(made).toHaveLength(3));
    const next = idsDerivedFrom(id, 'diary.growth');
    const expected = [next(), next()];
    expect(made).toEqual([expected, expected, expected]);
  });

  test('goes on when another member takes over, and nothing is handled twice', async () => {
    const first = consume();
    await send(...[1, 2, 3].flatMap((n) => [grew('oak', n), grew('elm', n), grew('ash', n)]));
    consume();
    await send(...[4, 5, 6].flatMap((n) => [grew('oak', n), grew('elm', n), grew('ash', n)]));
    await vi.waitFor(() => expect(noted).toHaveLength(18));
    await first.stop();
    await send(...[7, 8].flatMap((n) => [grew('oak', n), grew('elm', n), grew('ash', n)]));
    await vi.waitFor(() => expect(noted).toHaveLength(24));
    for (const tree of ['oak', 'elm', 'ash']) {
      expect(noted.filter((text) => text.startsWith(tree))).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${tree}${n}`));
    }
  });

  test('lets the next owner of a place wait for what it is about to commit', async () => {
    await send(grew('oak', 1));
    const inHand = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    consume(async ({ treeId, number }: { treeId: string; number: number }, { note }: Noting) => {
      note(`${treeId}${number}`);
      inHand.resolve();
      await goOn.promise;
    });
    await inHand.promise;
    const place = { topic, partition: placeOf('oak').partition };
    const claimed = store.claim('diary.growth', place, { token: newMessageId(), clusterId: 'memory', first: 0n });
    goOn.resolve();
    expect([await claimed, noted]).toEqual([1n, ['oak1']]);
  });

  test('cannot begin anything in a place that somebody else has claimed meanwhile', async () => {
    await send(grew('oak', 1));
    const inHand = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const engine = memoryEngine({ service: 'diary', parts });
    let transactions = 0;
    const late: typeof engine = {
      ...engine,
      transactTogether: async (body) => {
        transactions += 1;
        inHand.resolve();
        await goOn.promise;
        return engine.transactTogether(body);
      },
    };
    const consumer = consume(
      ({ treeId, number }: { treeId: string; number: number }, { note }: Noting) =>
        note(`${treeId}${number} in transaction ${transactions}`),
      { engine: late },
    );
    await inHand.promise;
    const place = { topic, partition: placeOf('oak').partition };
    await store.claim('diary.growth', place, { token: newMessageId(), clusterId: 'memory', first: 0n });
    goOn.resolve();
    await vi.waitFor(() => expect(noted).toEqual(['oak1 in transaction 2']));
    expect(consumer.health().waiting).toEqual([]);
  });

  test('notices while it is idle that its position was restored, and handles what is new to the inbox', async () => {
    consume();
    await send(grew('oak', 1), grew('oak', 2));
    await vi.waitFor(() => expect(noted).toEqual(['oak1', 'oak2']));
    const place = { topic, partition: placeOf('oak').partition };
    store.setBack('diary.growth', place, 0n);
    await vi.waitFor(async () => expect(await nextOffsets()).toContain(2n));
    expect(noted).toEqual(['oak1', 'oak2']);
  });

  test('does not go on in another cluster', async () => {
    const place = { topic, partition: 0 };
    await store.claim('diary.growth', place, { token: newMessageId(), clusterId: 'the former', first: 0n });
    const consumer = consume();
    await vi.waitFor(() => expect(consumer.health().waiting[0]).toMatchObject({ ...place, error: /the former/ }));
  });

  test.each([
    ['were deleted before they were handled', [9n, 10n], /has deleted offsets 1 to 8 before/],
    ['were never in this log', [0n], /the log ends at 1, before offset 5/],
  ])('does not pass over records that %s', async (_, offsets, says) => {
    await send(grew('oak', 1), grew('oak', 2));
    const place = { topic, partition: placeOf('oak').partition };
    const log = broker.log(place);
    log.splice(0, 2, ...offsets.map((offset, n) => ({ ...log[n]!, offset })));
    await store.claim('diary.growth', place, { token: newMessageId(), clusterId: 'memory', first: 0n });
    store.setBack('diary.growth', place, offsets.length === 1 ? 5n : 1n);
    const consumer = consume();
    await vi.waitFor(() => expect(consumer.health().waiting[0]?.error).toMatch(says));
    expect(noted).toEqual([]);
  });

  test('does not pass over records that are deleted while it waits for more', async () => {
    const consumer = consume();
    await send(grew('oak', 1));
    await vi.waitFor(() => expect(noted).toEqual(['oak1']));
    const log = broker.log({ topic, partition: placeOf('oak').partition });
    log.splice(0, 1, { ...log[0]!, offset: 8n });
    await send(grew('oak', 9));
    await vi.waitFor(() => expect(consumer.health().waiting[0]?.error).toMatch(/has deleted offsets 1 to 7 before/));
    expect(noted).toEqual(['oak1']);
  });

  test('does not ask for a message again and again while it waits', async () => {
    const consumer = consume(
      () => {
        throw Object.assign(new Error('the server goes down'), { code: '57P01' });
      },
      { settings: { backoff: { firstMs: 3_600_000, longestMs: 3_600_000 }, lookMs: 5 } },
    );
    await send(grew('oak', 1));
    await vi.waitFor(() => expect(consumer.health().waiting).toHaveLength(1));
    await send(grew('oak', 2), ...'abcdefghi'.split('').map((tree) => grew(tree, 1)));
    await vi.waitFor(() => expect(consumer.health().waiting).toHaveLength(3));
    for (let n = 0; n < 50; n += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(broker.delivered).toBe(3);
    expect(store.parkedRows).toEqual([]);
  });

  test('waits for a broker and a store that are away', async () => {
    broker.away = true;
    const consumer = consume();
    await vi.waitFor(() => expect(consumer.health().waiting).toHaveLength(3));
    expect(consumer.health().waiting[0]).toMatchObject({ error: 'the broker is away' });
    broker.away = false;
    await send(grew('oak', 1));
    await vi.waitFor(() => expect(noted).toEqual(['oak1']));
    await vi.waitFor(() => expect(consumer.health()).toMatchObject({ state: 'member', waiting: [] }));
  });

  test('leaves nothing behind when it is stopped, not even in the middle of a look', async () => {
    const time = new FakeTime();
    await send(grew('oak', 1));
    const consumer = consume(noteIt, { time });
    await vi.waitFor(() => expect(noted).toEqual(['oak1']));
    expect(time.pending).toBe(1);
    time.pass(5);
    await consumer.stop();
    for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect([time.pending, consumer.health().state]).toEqual([0, 'stopped']);
  });

  test('refuses two handlers for one type', () => {
    const handler = { consumer: 'diary.growth', need: Growth, run: () => {} };
    const engine = memoryEngine({ service: 'diary', parts });
    expect(() => new Consumer({ name: 'diary.growth', handlers: [handler, handler], engine, store, broker })).toThrow(
      'The consumer diary.growth has two handlers for garden.tree-grew.v1. Make them one.',
    );
  });

  const copies = () => store.copies.map(({ topic: to, headers }) => [to, headers['dlt_reason']]);
  const nextOffsets = async () => (await store.positions('diary.growth')).map(({ nextOffset }) => nextOffset);
  const placeOf = (key: string) => {
    const partition = [0, 1, 2].find((n) =>
      broker.log({ topic, partition: n }).some(({ headers }) => headers['ce_subject'] === key),
    )!;
    return {
      partition,
      offset: broker.log({ topic, partition }).find(({ headers }) => headers['ce_subject'] === key)!.offset,
    };
  };
});

const bigintsAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
