import { recordSpans } from '@holdfast/testkit';
import { newTraceparent, traceIdOf } from '@holdfast/telemetry';
import { currentCall } from '@holdfast/work';
import { memoryEngine } from '@holdfast/work/testing';
import { expect, test, vi, type TestContext } from 'vitest';
import { Growth, recordOf, TreeGrew } from '../../test/garden.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { Consumer } from './consumer.ts';
import { Fatal } from './failures.ts';

const name = 'diary.growth';
const spanIdOf = (traceparent: string) => traceparent.split('-')[2];
const created = [newTraceparent(), newTraceparent()];
const records = created.map((traceparent, n) =>
  recordOf(TreeGrew, { treeId: `tree-${n}`, number: n, note: '' }, { traceparent }),
);

const consumed = async (context: TestContext, run: (data: { treeId: string }) => unknown, isForBatches = false) => {
  const spans = recordSpans(context);
  const [broker, store] = [new MemoryBroker({ partitions: 1 }), new MemoryConsumerStore()];
  await broker.send(records);
  const consumer = new Consumer({
    name,
    handlers: [{ consumer: name, need: Growth, run, isForBatches }],
    engine: memoryEngine({ service: 'diary', parts: () => ({}) }),
    store,
    broker,
    settings: { retry: { firstMs: 1, longestMs: 2 }, lookMs: 2 },
  });
  consumer.start();
  context.onTestFinished(() => consumer.stop());
  return { spans, store };
};

test('each message is a part of the trace in which it was created, and the batch only names them', async (context) => {
  const traces: string[] = [];
  const { spans } = await consumed(context, () => traces.push(traceIdOf(currentCall()!.traceparent)));
  await vi.waitFor(() => expect(spans.named('receive garden.events')).toHaveLength(1));
  expect(spans.named('receive garden.events')[0]).toMatchObject({
    links: created.map(spanIdOf),
    attributes: { 'messaging.batch.message_count': 2, 'messaging.consumer.group.name': name },
  });
  expect(spans.named('process garden.events').map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual(
    created.map((traceparent) => [traceIdOf(traceparent), spanIdOf(traceparent)]),
  );
  expect(traces).toEqual(created.map(traceIdOf));
});

test('a message that was parked is still a part of the trace in which it was created', async (context) => {
  let times = 0;
  const { spans, store } = await consumed(context, ({ treeId }: { treeId: string }) => {
    if (treeId === 'tree-0' && (times += 1) < 5) throw new RangeError('not yet');
  });
  await vi.waitFor(() => expect([times, store.parkedRows]).toEqual([5, []]));
  const parents = new Set(spans.named('process garden.events').map(({ parentSpanId }) => parentSpanId));
  expect(parents).toEqual(new Set(created.map(spanIdOf)));
  const failed = spans.named('process garden.events').filter(({ attributes }) => attributes['error.type']);
  expect(failed.map(({ attributes }) => attributes['error.type'])).toEqual(Array(4).fill('RangeError'));
});

test('a dead letter carries the trace of its creation', async (context) => {
  const { store } = await consumed(context, () => {
    throw new Fatal('never');
  });
  await vi.waitFor(() => expect(store.copies).toHaveLength(2));
  expect(store.copies.map(({ headers }) => headers['traceparent'])).toEqual(created);
});

test('messages that are handled together have one span', async (context) => {
  const { spans } = await consumed(context, () => {}, true);
  await vi.waitFor(() => expect(spans.all().map((span) => span.name)).toEqual(['receive garden.events']));
});
