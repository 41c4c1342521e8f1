import { recordSpans, type RecordedSpan } from '@holdfast/testkit';
import { newTraceparent, traceIdOf } from '@holdfast/telemetry';
import type { Call } from '@holdfast/work';
import { memoryEngine } from '@holdfast/work/testing';
import { expect, test, vi, type TestContext } from 'vitest';
import { Growth, GrowthNoted, TreeGrew } from '../../test/garden.ts';
import { Consumer } from '../consumer/consumer.ts';
import { Fatal } from '../consumer/failures.ts';
import { Relay } from '../relay/relay.ts';
import { MemoryBroker } from '../testing/memory-broker.ts';
import { MemoryConsumerStore } from '../testing/memory-consumer-store.ts';
import { MemoryOutbox } from '../testing/memory-outbox.ts';

const name = 'library.diary';
const place = { topic: 'garden.events', partition: 0 };
const soon = { firstMs: 1, longestMs: 2 };
const spanIdOf = (traceparent: string) => traceparent.split('-')[2];

/** A garden that says how its trees grow, and a library that notes it when it can and tells of that. */
function twoServices(context: TestContext, note: (tree: string, times: number) => void) {
  const broker = new MemoryBroker({ partitions: 1 });
  const [garden, library] = [new MemoryOutbox(), new MemoryOutbox()];
  const relays = [garden, library].map((store, n) => new Relay({ service: ['garden', 'library'][n]!, store, broker }));
  const saying = memoryEngine({ service: 'garden', parts: () => ({}), outbox: garden.writer({ service: 'garden' }) });
  const hearing = memoryEngine({
    service: 'library',
    parts: () => ({}),
    outbox: library.writer({ service: 'library' }),
  });
  const store = new MemoryConsumerStore({ outbox: library });
  const times = new Map<string, number>();
  const handlers = [
    {
      consumer: name,
      need: Growth,
      run: ({ treeId, number }: { treeId: string; number: number }, { publish }: { publish: Function }) => {
        times.set(treeId, (times.get(treeId) ?? 0) + 1);
        note(treeId, times.get(treeId)!);
        publish(GrowthNoted, { treeId, number });
      },
    },
  ];
  const settings = { backoff: soon, retry: soon, lookMs: 2 };
  const consumer = new Consumer({ name, handlers, engine: hearing, store, broker, settings });
  consumer.start();
  context.onTestFinished(() => consumer.stop());
  return {
    broker,
    garden,
    store,
    /** As the edge of a service does for a request that carries a trace. */
    say: async (treeId: string, traceparent: string) => {
      const call: Call = { actor: { id: 'ann', roles: [] }, correlationId: treeId, traceparent };
      await saying.transact(call, async ({ scope }) => scope.publish(TreeGrew, { treeId, number: 1, note: '' }));
    },
    send: async () => {
      for (const relay of relays) await relay.runOnce();
    },
  };
}

test('a request that leads to messages, retries, dead letters and replays is one trace', async (context) => {
  const spans = recordSpans(context);
  const request = newTraceparent();
  const services = twoServices(context, (tree, times) => {
    if (tree === 'elm') throw new Fatal('it is gone');
    if (times < 4) throw new Error('not yet');
  });
  const created = () => spans.named('create garden.events');
  const processed = () => spans.named('process garden.events');

  await services.say('oak', request);
  await services.say('elm', request);
  const [oak, elm] = created() as [RecordedSpan, RecordedSpan];
  expect([oak, elm].map(({ traceId, parentSpanId }) => [traceId, parentSpanId])).toEqual(
    [1, 2].map(() => [traceIdOf(request), spanIdOf(request)]),
  );
  const stored = services.garden.backup().rows.map(({ headers }) => headers['traceparent']!);
  expect(stored.map(spanIdOf)).toEqual([oak.spanId, elm.spanId]);

  await services.send();
  const sent = spans.named('send garden.events');
  expect(sent.map(({ links, parentSpanId }) => [links, parentSpanId])).toEqual([[[oak.spanId, elm.spanId], undefined]]);
  expect(services.broker.records('garden.events').map(({ headers }) => headers['traceparent'])).toEqual(stored);

  // The oak fails three times, the last of them out of its parked row; then it goes.
  await vi.waitFor(() => expect(processed().filter((span) => span.parentSpanId === oak.spanId)).toHaveLength(4));
  await vi.waitFor(() => expect(services.store.copies).toHaveLength(1));
  expect(spans.named('receive garden.events')[0]?.links).toEqual([oak.spanId, elm.spanId]);
  expect(new Set(processed().map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([oak.spanId, elm.spanId]));
  expect(new Set(processed().map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf(request)]));
  const failures = processed().map(({ attributes }) => attributes['error.type']);
  expect(failures.filter((failure) => failure === undefined)).toHaveLength(1);

  // What a person finds in the topic of dead letters leads back to where it was created.
  expect(services.store.copies[0]?.headers['traceparent']).toBe(stored[1]);

  // What the library says was caused by the time that went well.
  const done = processed().find(({ attributes }) => attributes['error.type'] === undefined)!;
  await services.send();
  const [noted] = spans.named('create library.events');
  expect([noted?.traceId, noted?.parentSpanId]).toEqual([traceIdOf(request), done.spanId]);

  const replay = {
    id: '0199-replay',
    consumer: name,
    ...place,
    perSecond: 1_000,
    actor: 'operator:ann',
    because: 'a test',
  };
  void services.store.askReplay({ ...replay, next: 0n, to: 1n, again: true });
  await vi.waitFor(() => expect(processed().filter((span) => span.parentSpanId === oak.spanId)).toHaveLength(5));
  expect(services.broker.records('garden.events').map(({ headers }) => headers['traceparent'])).toEqual(stored);
});

test('a span of one message says where it was and what it was called', async (context) => {
  const spans = recordSpans(context);
  const services = twoServices(context, () => {});
  await services.say('oak', newTraceparent());
  await services.send();
  await vi.waitFor(() => expect(spans.named('process garden.events')).toHaveLength(1));
  expect(spans.named('process garden.events')[0]?.attributes).toEqual({
    'messaging.system': 'kafka',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.destination.name': 'garden.events',
    'messaging.destination.partition.id': '0',
    'messaging.consumer.group.name': name,
    'messaging.kafka.offset': 0,
    'messaging.kafka.message.key': 'oak',
    'messaging.message.id': services.broker.records('garden.events')[0]?.headers['ce_id'],
  });
});
