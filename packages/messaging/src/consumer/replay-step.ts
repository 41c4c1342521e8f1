import type { Replay } from './consumer-store.ts';

/** A part of a replay that may be done now. */
export interface ReplayRange {
  readonly from: bigint;
  /** Not part of it. */
  readonly to: bigint;
}

/**
 * What of a replay may be done now: only what is behind the position of its place, since everything else will arrive by
 * itself. Undefined when that is nothing, and the replay waits.
 */
export function replayRange(
  { next: from, to }: Pick<Replay, 'next' | 'to'>,
  position: bigint,
): ReplayRange | undefined {
  // One that has come to its end, but for the note of it, is ended by an empty step.
  if (from >= to) return { from, to: from };
  const end = to < position ? to : position;
  return from < end ? { from, to: end } : undefined;
}

/** The name in the inbox under which a replay that repeats effects notes what it has repeated. */
export function inboxOf({ consumer, id }: Pick<Replay, 'consumer' | 'id'>): string {
  return `${consumer}+${id}`;
}
