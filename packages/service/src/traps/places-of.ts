import type { Type } from '@nestjs/common';
import type { DiscoveryService } from '@nestjs/core';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** A provider or controller of an application, where a method or a class may be found that is no request's business. */
export interface Place {
  readonly type: Type;
  readonly instance: object;
  /** Why Nest will not keep one instance of it for the whole process; nothing for an ordinary provider. */
  readonly unfit?: string;
}

/** Every instance that Nest has made, once. */
export function placesOf(discovery: DiscoveryService): Place[] {
  const providers = discovery.getProviders().flatMap((wrapper) => placeOf(wrapper, madeAgain(wrapper)));
  const controllers = discovery
    .getControllers()
    .flatMap((wrapper) => placeOf(wrapper, 'It is a controller, which is for requests'));
  const all = [...providers, ...controllers];
  // `useExisting` names an instance a second time.
  return all.filter(({ instance }, index) => all.findIndex((other) => other.instance === instance) === index);
}

function placeOf({ instance }: Wrapper, unfit: string | undefined): Place[] {
  if (typeof instance !== 'object' || instance === null) return [];
  const type: unknown = (instance as { constructor?: unknown }).constructor;
  if (typeof type !== 'function') return [];
  return [{ type: type as Type, instance: instance as object, ...(unfit !== undefined && { unfit }) }];
}

function madeAgain(wrapper: Wrapper): string | undefined {
  if (!wrapper.isDependencyTreeStatic()) return 'It, or something that it is given, is made for each request';
  return wrapper.isTransient ? 'It is made anew for each place that asks for it' : undefined;
}
