import type { Type } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { methodsOf } from '../traps/methods-of.ts';
import { accessOf, type Access } from './declared-access.ts';
import { surfacesOf, type Surface } from './surface.ts';

const ACCESS = Symbol('holdfast.route-access');

/** Who may use a route, and where it answers. */
export interface RouteAccess {
  readonly access: Access | 'denied';
  readonly surfaces: readonly Surface[];
}

const denied: RouteAccess = { access: 'denied', surfaces: ['public'] };

/**
 * What is known of a route by its `config`. A route that nobody said a word about is denied; so is one that did not
 * come through a controller, because only a controller's word is heard.
 */
export function routeAccessOf(config: object | undefined): RouteAccess {
  return config !== undefined && ACCESS in config ? (config[ACCESS] as RouteAccess) : denied;
}

/** The same route options, with this access. */
export function configWith(config: object | undefined, access: RouteAccess): object {
  return { ...config, [ACCESS]: access };
}

/**
 * Writes what controllers say into the config of their routes, where Fastify's hooks find it. Before the routes are made.
 *
 * A method that two controllers inherit is one function with one config: when they say different things about it,
 * that is returned, one sentence each, and has to be refused.
 */
export function giveRoutesTheirAccess(controllers: readonly Type[]): string[] {
  const given = new Map<object, { access: RouteAccess; by: string }>();
  return controllers.flatMap((controller) =>
    routesOf(controller).flatMap(([name, method]) => {
      const access = {
        access: accessOf(controller, name) ?? ('denied' as const),
        surfaces: surfacesOf(controller, name),
      };
      const before = given.get(method);
      if (before && JSON.stringify(before.access) !== JSON.stringify(access)) {
        return [`${controller.name} and ${before.by} share ${name} and say different things about it. ${instead}`];
      }
      given.set(method, { access, by: controller.name });
      const config = Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, method) as object | undefined;
      Reflect.defineMetadata(FASTIFY_ROUTE_CONFIG_METADATA, configWith(config, access), method);
      return [];
    }),
  );
}

const instead = 'Write the method in each of them.';

function routesOf(controller: Type): [name: string, method: object][] {
  return methodsOf(controller).flatMap((name) => {
    const method: unknown = Reflect.get(controller.prototype as object, name);
    return typeof method === 'function' && Reflect.hasMetadata(PATH_METADATA, method) ? [[name, method]] : [];
  });
}
