import type { FastifyInstance, RouteOptions } from 'fastify';
import type { Access } from './declared-access.ts';
import { configWith, routeAccessOf, type RouteAccess } from './route-access.ts';
import type { Surface } from './surface.ts';

/** One route of a service: `denied` where nobody said who may use it. */
export interface RouteFacts {
  readonly method: string;
  readonly path: string;
  readonly surface: Surface;
  readonly access: Access | 'denied';
}

/** Every route that the server has, whoever registered it: Fastify itself tells of each. */
export class RouteBook {
  private readonly facts = new Map<string, RouteFacts>();

  /** Before anything registers a route: Fastify tells of those that come after. */
  hangInto(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      if (isDocumentation(route)) route.config ??= configWith({}, openToAll);
      this.note(route);
    });
  }

  all(): readonly RouteFacts[] {
    return [...this.facts.values()];
  }

  private note({ method, url, config }: RouteOptions): void {
    const { access, surfaces } = routeAccessOf(config);
    // The router takes both for the same, and keeps the first.
    const path = url.replace(/(?<=.)\/$/, '');
    for (const one of [method].flat()) {
      for (const surface of surfaces) {
        const key = `${one} ${path} ${surface}`;
        if (!this.facts.has(key)) this.facts.set(key, { method: one, path, surface, access });
      }
    }
  }
}

const openToAll: RouteAccess = { access: 'public', surfaces: ['public'] };

// The page and its files are registered by Swagger and not by a controller. One by one, because an app may have
// something of its own beside them.
const documentation = [
  '/openapi.json',
  '/docs',
  '/docs/',
  '/docs/index.html',
  '/docs/swagger-ui-init.js',
  '/docs/docs/swagger-ui-init.js',
  '/docs/LICENSE',
  '/docs/*',
];

function isDocumentation({ method, url }: RouteOptions): boolean {
  return [method].flat().every((one) => one === 'GET' || one === 'HEAD') && documentation.includes(url);
}
