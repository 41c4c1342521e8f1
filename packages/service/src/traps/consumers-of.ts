import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';
import type { Handler } from '@holdfast/messaging';
import { handlersOf } from '@holdfast/messaging/nest';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** A provider or controller with `@On` methods. */
export interface ConsumerClass {
  readonly type: Type;
  readonly handlers: readonly Handler[];
  /** Why Nest will not keep one instance of it for messages; nothing for an ordinary provider. */
  readonly unfit?: string;
}

/** Everything in an application that has `@On` methods. */
export function consumersOf(discovery: DiscoveryService): ConsumerClass[] {
  const providers = discovery.getProviders().map((wrapper) => consumerIn(wrapper, perRequest(wrapper)));
  const controllers = discovery
    .getControllers()
    .map((wrapper) => consumerIn(wrapper, 'It is a controller, which is for requests'));
  return [...providers, ...controllers].filter(({ handlers }) => handlers.length > 0);
}

function consumerIn({ instance, metatype }: Wrapper, unfit: string | undefined): ConsumerClass {
  return { type: metatype as Type, handlers: handlersOf([instance]), ...(unfit !== undefined && { unfit }) };
}

function perRequest(wrapper: Wrapper): string | undefined {
  return wrapper.isDependencyTreeStatic() ? undefined : 'It, or something that it is given, is made for each request';
}
