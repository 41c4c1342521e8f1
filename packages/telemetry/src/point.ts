import { channel } from 'node:diagnostics_channel';

/**
 * A named place in the life of a message or a transaction, for example "the broker has acknowledged, nothing is deleted
 * yet". Telemetry counts it, and a test may kill the process there.
 */
export interface Point<Facts extends object> {
  readonly name: string;
  /**
   * Tells every subscriber, synchronously, before it returns: a subscriber that kills the process kills it here and not
   * a statement later. Costs next to nothing when nobody listens.
   */
  reached(facts: Facts): void;
}

const names = new Set<string>();

/** Defines a point on the diagnostics channel `holdfast:<name>`. Two points of one name are a mistake, and throw. */
export function definePoint<Facts extends object>(name: string): Point<Facts> {
  if (names.has(name)) throw new Error(`The point ${name} is defined twice. Give one of the two another name.`);
  names.add(name);
  const subscribers = channel(`holdfast:${name}`);
  return { name, reached: (facts) => subscribers.publish(facts) };
}

/** The names of all points defined in this process so far, sorted. */
export function points(): readonly string[] {
  return [...names].toSorted();
}
