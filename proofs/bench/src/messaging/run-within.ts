import { setTimeout } from 'node:timers/promises';
import type { Rate, Subject } from './subject.ts';

/** Others may wait for ever; then their group could not be measured, and the next one can. */
export async function runWithin({ name, run }: Subject, limitMs: number): Promise<Rate> {
  const limit = new AbortController();
  const over = setTimeout(limitMs, undefined, { signal: limit.signal }).then(() => {
    throw new DidNotEnd(`${name}: it did not end in ${limitMs / 1_000} s`);
  });
  over.catch(() => undefined);
  try {
    return await Promise.race([run(), over]);
  } catch (error) {
    if (error instanceof DidNotEnd) throw error;
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    limit.abort();
  }
}

/** It may still be at work. */
export class DidNotEnd extends Error {}
