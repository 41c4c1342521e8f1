import { context, SpanKind, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { beginSpan, mostLinks } from './span.ts';
import { newTraceparent, traceIdOf } from './traceparent.ts';

const spanIdOf = (traceparent: string) => traceparent.split('-')[2];

describe('a span that somebody records', () => {
  const exporter = new InMemorySpanExporter();
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  });
  beforeEach(() => exporter.reset());
  afterAll(() => {
    trace.disable();
    context.disable();
  });
  const ended = (name?: string) =>
    exporter.getFinishedSpans().filter((span) => name === undefined || span.name === name);

  test('is a child of what caused it, and the parent of what it causes', () => {
    const parent = newTraceparent();
    const span = beginSpan({ name: 'create garden.events', kind: 'producer', parent });
    span.end();
    const [recorded] = ended();
    expect(recorded?.kind).toBe(SpanKind.PRODUCER);
    expect(recorded?.parentSpanContext).toMatchObject({ traceId: traceIdOf(parent), spanId: spanIdOf(parent) });
    expect(spanIdOf(span.traceparent)).toBe(recorded?.spanContext().spanId);
  });

  test('begins a trace where nothing that can be read has caused it', () => {
    const span = beginSpan({ name: 'receive garden.events', kind: 'client', parent: 'nonsense' });
    span.end();
    expect(ended()[0]?.spanContext().traceId).toBe(traceIdOf(span.traceparent));
    expect(ended()[0]?.parentSpanContext).toBeUndefined();
  });

  test('is what everything that begins in it belongs to', () => {
    const outer = beginSpan({ name: 'process garden.events', kind: 'consumer' });
    outer.run(() => trace.getTracer('a library').startSpan('query').end());
    outer.end();
    const [inner] = ended('query');
    expect(inner?.parentSpanContext?.spanId).toBe(spanIdOf(outer.traceparent));
  });

  test('names a bounded part of what it belongs to', () => {
    const links = Array.from({ length: mostLinks + 10 }, newTraceparent);
    beginSpan({ name: 'send garden.events', kind: 'client', links }).end();
    expect(ended()[0]?.links.map((link) => link.context.spanId)).toEqual(links.slice(0, mostLinks).map(spanIdOf));
  });

  test('says the class of what went wrong, and not its text', () => {
    beginSpan({ name: 'process garden.events', kind: 'consumer' }).end(new RangeError('rose@example.org'));
    expect(ended()[0]?.attributes).toEqual({ 'error.type': 'RangeError' });
  });
});

describe('a span that nobody records', () => {
  test('is a step of its own in the same trace all the same', () => {
    const parent = newTraceparent();
    const span = beginSpan({ name: 'create garden.events', kind: 'producer', parent });
    expect(traceIdOf(span.traceparent)).toBe(traceIdOf(parent));
    expect(span.traceparent).not.toBe(parent);
    expect(span.run(() => 'done')).toBe('done');
    span.end();
  });
});
