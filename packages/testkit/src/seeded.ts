import { createHash, randomInt } from 'node:crypto';

/** Chance that can be repeated. */
export interface Seeded {
  /** Hand it to a library that has chance of its own: `fc.assert(property, { seed })`. */
  readonly seed: number;
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** One of these. */
  pick<T>(choices: readonly T[]): T;
  /** The same things in another sequence. */
  shuffled<T>(things: readonly T[]): T[];
}

/**
 * Random numbers for a test. Prints the seed; `HOLDFAST_SEED` set to it gives the same numbers again. Two names have
 * different numbers under one seed, so that one variable replays a whole run.
 */
export function seeded(name: string): Seeded {
  const seed = seedFrom(process.env['HOLDFAST_SEED']);
  process.stdout.write(`seed of ${name}: ${seed} (again: HOLDFAST_SEED=${seed})\n`);
  const next = numbersFrom(stateFrom(name, seed));
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    seed,
    next,
    integer,
    pick: (choices) => pick(choices, integer),
    shuffled: (things) => shuffle(things, integer),
  };
}

function seedFrom(given: string | undefined): number {
  if (given === undefined || given === '') return randomInt(1, 2 ** 31);
  if (/^\d{1,10}$/.test(given)) return Number(given);
  throw new Error(`HOLDFAST_SEED is ${given}, and must be the whole number that an earlier run printed.`);
}

function stateFrom(name: string, seed: number): number {
  return createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE();
}

// Mulberry32: short, and good enough to mix the steps of a test.
function numbersFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function pick<T>(choices: readonly T[], integer: Seeded['integer']): T {
  if (choices.length === 0) throw new Error('there is nothing to pick from');
  return choices[integer(0, choices.length - 1)] as T;
}

function shuffle<T>(things: readonly T[], integer: Seeded['integer']): T[] {
  const shuffled = [...things];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = integer(0, last);
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}
