/** A clock that moves only when it is told to. */
export interface FixedClock {
  now(): Date;
  advance(ms: number): void;
}

/** Begins at a Monday morning unless told otherwise. */
export function fixedClock(start: Date | string = '2026-01-05T08:00:00.000Z'): FixedClock {
  let at = new Date(start).getTime();
  if (Number.isNaN(at)) throw new Error(`${String(start)} is no time`);
  return { now: () => new Date(at), advance: (ms) => void (at += ms) };
}
