import { recurringIn, type Recurring } from '../timers/every.ts';
import type { Place } from './places-of.ts';

/** A provider or controller with `@Every` methods. */
export interface RecurringClass extends Place {
  readonly recurring: readonly Recurring[];
}

/** Everything among these places that has `@Every` methods. */
export function recurringOf(places: readonly Place[]): RecurringClass[] {
  return places
    .map((place) => ({ ...place, recurring: recurringIn(place.instance) }))
    .filter(({ recurring }) => recurring.length > 0);
}

/** Why timers would not do what they say, one sentence each. */
export function unfitRecurring(classes: readonly RecurringClass[]): string[] {
  return [...classes.flatMap(unfitness), ...providedTwice(classes)];
}

function unfitness({ type, unfit }: RecurringClass): string[] {
  if (unfit === undefined) return [];
  return [`${type.name} has @Every methods. ${unfit}; a timer is none. Make it an ordinary provider.`];
}

/** Two instances would run side by side, and `@Every` promises that turns do not overlap. */
function providedTwice(classes: readonly RecurringClass[]): string[] {
  const fit = classes.filter(({ unfit }) => unfit === undefined).map(({ type }) => type);
  const twice = new Set(fit.filter((type, index) => fit.indexOf(type) !== index));
  return [...twice].map(
    ({ name }) =>
      `${name} has @Every methods and is provided twice, so they would run twice. Provide it in one module.`,
  );
}
