import {
  context,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { childOf, isTraceparent } from './traceparent.ts';

/** What a span is to be. */
export interface SpanWish {
  /** `{operation} {destination}`: few different ones, never an id. */
  readonly name: string;
  readonly kind: 'producer' | 'consumer' | 'client' | 'internal';
  /** The `traceparent` of what caused it; without one it begins a trace. */
  readonly parent?: string;
  /** The `traceparent`s of what it belongs to and was not caused by. The first {@link mostLinks} are kept. */
  readonly links?: readonly string[];
  readonly attributes?: Attributes;
}

/** A span that has begun. It costs next to nothing where no SDK is registered. */
export interface LiveSpan {
  /** What is caused by it carries this. */
  readonly traceparent: string;
  /** Runs something as a part of it: spans that libraries begin in there are its children. */
  run<T>(work: () => T): T;
  /** With an error it has failed, of the class that the error's name says; its text may hold data and stays out. */
  end(error?: unknown): void;
}

/** A batch of thousands names this many of its messages; the others are counted by an attribute. */
export const mostLinks = 64;

/** Begins a span, for whoever records spans: nobody, unless the process has registered an OpenTelemetry SDK. */
export function beginSpan({ name, kind, parent = '', links = [], attributes = {} }: SpanWish): LiveSpan {
  const around = contextOf(parent);
  const linked = links
    .slice(0, mostLinks)
    .flatMap((link) => spanContextOf(link) ?? [])
    .map((spanContext) => ({ context: spanContext }));
  const span = trace.getTracer('holdfast').startSpan(name, { kind: kinds[kind], attributes, links: linked }, around);
  return {
    traceparent: traceparentOf(span, parent),
    run: (work) => context.with(trace.setSpan(around, span), work),
    end: (error) => {
      if (error !== undefined) markFailed(span, error);
      span.end();
    },
  };
}

function contextOf(traceparent: string): Context {
  const spanContext = spanContextOf(traceparent);
  return spanContext ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}

function spanContextOf(traceparent: string): SpanContext | undefined {
  if (!isTraceparent(traceparent)) return undefined;
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** Without an SDK a span has its parent's ids, or none: what it causes is then a step of its own all the same. */
function traceparentOf(span: Span, parent: string): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const own = `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
  return isTraceparent(own) && spanId !== spanContextOf(parent)?.spanId ? own : childOf(parent);
}

function markFailed(span: Span, error: unknown): void {
  span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

const kinds = {
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
};
