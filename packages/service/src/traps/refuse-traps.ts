import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { Handler } from '@holdfast/messaging';
import type { ServiceDeclaration } from '@holdfast/system-model';
import { consumersOf, type ConsumerClass } from './consumers-of.ts';
import { RefusedToStart } from './refused-to-start.ts';
import { unhandledMessages } from './unhandled-messages.ts';
import { unreachedEnhancers } from './unreached-enhancers.ts';
import { unvalidatedInputs } from './unvalidated-inputs.ts';

/**
 * Looks for everything that Nest would accept and that would then not do what it says. Returns the handlers of messages
 * when there is none, and throws `RefusedToStart` with all of it otherwise.
 */
export function refuseTraps(discovery: DiscoveryService, service: ServiceDeclaration): readonly Handler[] {
  const consumers = consumersOf(discovery);
  const handlers = consumers.flatMap((consumer) => consumer.handlers);
  const controllers = discovery.getControllers().map(({ metatype }) => metatype as Type);
  const reasons = [
    ...controllers.flatMap(unvalidatedInputs),
    ...consumers.flatMap(({ type }) => unreachedEnhancers(type)),
    ...consumers.flatMap(unfitness),
    ...unhandledMessages(service, handlers),
  ];
  if (reasons.length > 0) throw new RefusedToStart(reasons);
  return handlers;
}

function unfitness({ type, unfit }: ConsumerClass): string[] {
  return unfit === undefined
    ? []
    : [`${type.name} has @On methods. ${unfit}; a message is none. Make it an ordinary provider.`];
}
