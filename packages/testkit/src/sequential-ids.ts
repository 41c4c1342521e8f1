import { fixedClock } from './fixed-clock.ts';

/** UUIDv7s that can be foreseen: the time is always `at`, and the end counts from 1. Each sequence counts for itself. */
export function sequentialIds(at: Date = fixedClock().now()): () => string {
  const time = at.getTime().toString(16).padStart(12, '0');
  let count = 0;
  return () => `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${(++count).toString(16).padStart(12, '0')}`;
}
