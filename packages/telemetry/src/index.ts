/**
 * Which trace something belongs to, and the named points at which it can be watched or killed. There is no exporter in
 * here: a service works the same whether anybody listens or not.
 */
export { childOf, isTraceparent, newTraceparent, traceIdOf } from './traceparent.ts';
export { beginSpan, mostLinks, type LiveSpan, type SpanWish } from './span.ts';
export { definePoint, points, type Point } from './point.ts';
