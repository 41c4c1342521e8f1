import type { Handler } from '@holdfast/messaging';
import { handlersOf } from '@holdfast/messaging/nest';
import type { Place } from './places-of.ts';

/** A provider or controller with `@On` methods. */
export interface ConsumerClass extends Place {
  readonly handlers: readonly Handler[];
}

/** Everything among these places that has `@On` methods. */
export function consumersOf(places: readonly Place[]): ConsumerClass[] {
  return places
    .map((place) => ({ ...place, handlers: handlersOf([place.instance]) }))
    .filter(({ handlers }) => handlers.length > 0);
}
