import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import {
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  ROUTE_ARGS_METADATA,
} from '@nestjs/common/constants.js';
import { isDeclaredOn } from '../access/declared-access.ts';
import { methodsOf } from './methods-of.ts';

/**
 * What stands on a class with `@On` methods, or on one of its methods, and would never run there: one sentence each,
 * with what to use instead. Nest runs guards, pipes, interceptors, filters and parameter decorators for requests alone.
 */
export function unreachedEnhancers(consumer: Type): string[] {
  const onClass = enhancersOn(consumer).map((enhancer) => sentence(consumer.name, enhancer));
  return [...onClass, ...methodsOf(consumer).flatMap((method) => onMethod(consumer, method))];
}

const enhancers = [
  { key: GUARDS_METADATA, name: '@UseGuards', instead: 'Look at `scope.actor` in the use case.' },
  {
    key: PIPES_METADATA,
    name: '@UsePipes',
    instead: 'The message is checked against its contract; name what the handler reads with `need(…)`.',
  },
  {
    key: INTERCEPTORS_METADATA,
    name: '@UseInterceptors',
    instead: 'Subscribe to the points of @holdfast/telemetry, or wrap the use case.',
  },
  {
    key: EXCEPTION_FILTERS_METADATA,
    name: '@UseFilters',
    instead: 'Throw: the message is rolled back and delivered again.',
  },
];
const declaredAccess = { name: '@Public or @Roles', instead: 'Look at `scope.actor` in the use case.' };
const parameterDecorator = {
  name: 'A parameter decorator',
  instead: 'A handler is given (data, scope) and nothing else.',
};

function onMethod(consumer: Type, method: string): string[] {
  const found = enhancersOn(Reflect.get(consumer.prototype as object, method));
  const parameters = Reflect.hasMetadata(ROUTE_ARGS_METADATA, consumer, method) ? [parameterDecorator] : [];
  return [...found, ...parameters].map((enhancer) => sentence(`${consumer.name}.${method}`, enhancer));
}

function enhancersOn(target: unknown): readonly { name: string; instead: string }[] {
  if (typeof target !== 'function') return [];
  const found = enhancers.filter(({ key }) => Reflect.hasMetadata(key, target));
  return isDeclaredOn(target) ? [...found, declaredAccess] : found;
}

function sentence(place: string, { name, instead }: { name: string; instead: string }): string {
  return `${name} on ${place} would never run, because it handles messages. ${instead}`;
}
