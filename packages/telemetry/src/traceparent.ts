import { randomBytes } from 'node:crypto';

const shape = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A W3C `traceparent` that begins a new, sampled trace. */
export function newTraceparent(): string {
  return written(randomHex(16), '01');
}

/**
 * The same trace, one span further: what is handed to whatever is caused by the holder of `traceparent`. A text that is
 * no `traceparent` begins a new trace, because a foreign header must never stop the work that it came with.
 */
export function childOf(traceparent: string): string {
  const parts = shape.exec(traceparent);
  return parts ? written(parts[1]!, parts[3]!) : newTraceparent();
}

/** The trace id (32 hex digits), which is what logs carry and what a person searches for; empty if there is none. */
export function traceIdOf(traceparent: string): string {
  return shape.exec(traceparent)?.[1] ?? '';
}

/** Whether this is a `traceparent` of version 00 whose ids are not all zeros. */
export function isTraceparent(text: string): boolean {
  return shape.test(text);
}

function written(traceId: string, flags: string): string {
  return `00-${traceId}-${randomHex(8)}-${flags}`;
}

function randomHex(bytes: number): string {
  const hex = randomBytes(bytes).toString('hex');
  // All zeros means "no id" in the specification.
  return /[1-9a-f]/.test(hex) ? hex : randomHex(bytes);
}
