import { context as contexts, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace';
import type { TestContext } from 'vitest';

/** A span that has ended, as an exporter would be given it. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  /** The span that it is a child of, on whichever side of a broker. */
  readonly parentSpanId: string | undefined;
  /** The spans that it only names. */
  readonly links: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The spans of this process so far, in the sequence in which they ended. */
export interface RecordedSpans {
  all(): RecordedSpan[];
  named(name: string): RecordedSpan[];
}

/** Registers an OpenTelemetry SDK that keeps spans in memory, until the test ends. One at a time in a process. */
export function recordSpans({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): RecordedSpans {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  contexts.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  onTestFinished(async () => {
    trace.disable();
    contexts.disable();
    await provider.shutdown();
  });
  const all = () => exporter.getFinishedSpans().map(recorded);
  return { all, named: (name) => all().filter((span) => span.name === name) };
}

function recorded(span: ReadableSpan): RecordedSpan {
  const { name, kind, attributes, links } = span;
  const { traceId, spanId } = span.spanContext();
  return {
    name,
    kind,
    traceId,
    spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    links: links.map((link) => link.context.spanId),
    attributes,
  };
}
