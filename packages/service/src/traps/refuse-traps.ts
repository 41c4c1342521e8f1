import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { Performance } from '@holdfast/effects';
import { unfitness as unfitnessOf, type Handler } from '@holdfast/messaging';
import type { ServiceDeclaration } from '@holdfast/system-model';
import { giveRoutesTheirAccess } from '../access/route-access.ts';
import type { Recurring } from '../timers/every.ts';
import { consumersOf, type ConsumerClass } from './consumers-of.ts';
import { performersOf, unfitPerformers } from './performers-of.ts';
import { placesOf } from './places-of.ts';
import { recurringOf, unfitRecurring } from './recurring-of.ts';
import { RefusedToStart } from './refused-to-start.ts';
import { twoWordsAboutAccess } from './two-words-about-access.ts';
import { unhandledMessages } from './unhandled-messages.ts';
import { unreachedEnhancers } from './unreached-enhancers.ts';
import { unvalidatedInputs } from './unvalidated-inputs.ts';

/** What a service does besides answering requests, as its providers declare it. */
export interface Edges {
  /** Its `@On` methods. */
  readonly handlers: readonly Handler[];
  /** Its `@Every` methods. */
  readonly recurring: readonly Recurring[];
  /** What its `@Performs` classes perform. */
  readonly performances: readonly Performance[];
}

/**
 * Looks for everything that Nest would accept and that would then not do what it says. Returns what the providers
 * declare when there is none, and throws `RefusedToStart` with all of it otherwise.
 */
export function refuseTraps(discovery: DiscoveryService, service: ServiceDeclaration): Edges {
  const places = placesOf(discovery);
  const [consumers, recurring, performers] = [consumersOf(places), recurringOf(places), performersOf(places)];
  const handlers = consumers.flatMap((consumer) => consumer.handlers);
  const controllers = discovery.getControllers().map(({ metatype }) => metatype as Type);
  const reasons = [
    ...controllers.flatMap(unvalidatedInputs),
    ...controllers.flatMap(twoWordsAboutAccess),
    ...giveRoutesTheirAccess(controllers),
    ...consumers.flatMap(({ type }) => unreachedEnhancers(type)),
    ...consumers.flatMap(unfitness),
    ...unhandledMessages(service, handlers),
    ...handlers.flatMap(unfitnessOf),
    ...unfitRecurring(recurring),
    ...unfitPerformers(service, performers),
  ];
  if (reasons.length > 0) throw new RefusedToStart(reasons);
  return {
    handlers,
    recurring: recurring.flatMap((one) => one.recurring),
    performances: performers.flatMap((performer) => performer.performances),
  };
}

function unfitness({ type, unfit }: ConsumerClass): string[] {
  return unfit === undefined
    ? []
    : [`${type.name} has @On methods. ${unfit}; a message is none. Make it an ordinary provider.`];
}
