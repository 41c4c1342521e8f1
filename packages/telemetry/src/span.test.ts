import { SpanKind, trace } from '@opentelemetry/api';
import { recordSpans } from '@holdfast/testkit';
import { describe, expect, test } from 'vitest';
import { beginSpan, mostLinks } from './span.ts';
import { newTraceparent, traceIdOf } from './traceparent.ts';

const spanIdOf = (traceparent: string) => traceparent.split('-')[2];

describe('a span that somebody records', () => {
  test('is a child of what caused it, and the parent of what it causes', (context) => {
    const spans = recordSpans(context);
    const parent = newTraceparent();
    const span = beginSpan({ name: 'create garden.events', kind: 'producer', parent });
    span.end();
    const [recorded] = spans.all();
    expect(recorded).toMatchObject({ kind: SpanKind.PRODUCER, traceId: traceIdOf(parent) });
    expect(recorded?.parentSpanId).toBe(spanIdOf(parent));
    expect(spanIdOf(span.traceparent)).toBe(recorded?.spanId);
  });

  test('begins a trace where nothing that can be read has caused it', (context) => {
    const spans = recordSpans(context);
    const span = beginSpan({ name: 'receive garden.events', kind: 'client', parent: 'nonsense' });
    span.end();
    expect(spans.all()[0]).toMatchObject({ traceId: traceIdOf(span.traceparent), parentSpanId: undefined });
  });

  test('is what everything that begins in it belongs to', (context) => {
    const spans = recordSpans(context);
    const outer = beginSpan({ name: 'process garden.events', kind: 'consumer' });
    outer.run(() => trace.getTracer('a library').startSpan('query').end());
    outer.end();
    const [inner] = spans.named('query');
    expect(inner?.parentSpanId).toBe(spanIdOf(outer.traceparent));
  });

  test('names a bounded part of what it belongs to', (context) => {
    const spans = recordSpans(context);
    const links = Array.from({ length: mostLinks + 10 }, newTraceparent);
    beginSpan({ name: 'send garden.events', kind: 'client', links }).end();
    expect(spans.all()[0]?.links).toEqual(links.slice(0, mostLinks).map(spanIdOf));
  });

  test('says the class of what went wrong, and not its text', (context) => {
    const spans = recordSpans(context);
    beginSpan({ name: 'process garden.events', kind: 'consumer' }).end(new RangeError('rose@example.org'));
    expect(spans.all()[0]?.attributes).toEqual({ 'error.type': 'RangeError' });
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
