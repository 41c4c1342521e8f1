import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { isKnownHost } from '../admin/known-host.ts';
import { askerOf } from '../http/call-of-request.ts';
import { isHealth } from '../http/door.ts';
import { sendProblem } from '../http/problem-filter.ts';
import { Refusal, unknownRoute } from '../http/problem.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { routeAccessOf } from './route-access.ts';
import { surfaceOf } from './surface.ts';

/** What the guard goes by. */
export interface Guarding {
  readonly limit: RateLimit;
  readonly logger: Logger;
  /** The name or address that the admin listener was given. */
  readonly adminHost: string;
}

/**
 * Refuses every request that nobody allowed, before its body is read and before any middleware sees it. What decides
 * is the route that the router found, so an address that is written in another way comes to the same route or to none.
 */
export function guardRequests(fastify: FastifyInstance, { limit, logger, adminHost }: Guarding): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const early = isLimited(request) ? await limit(request) : misdirected(request, adminHost);
    const refusal = early ?? refusalOf(request);
    if (refusal === undefined) return;
    if (refusal.status > 500)
      logger.warn({ err: refusal.cause, code: refusal.code }, 'a request could not be served now');
    sendProblem(request, reply, refusal);
    return reply;
  });
}

// Probes and scrapers come as often as they like: one that is turned away looks like a service that is down.
function isLimited(request: FastifyRequest): boolean {
  return surfaceOf(request) === 'public' && !isHealth(request);
}

function misdirected(request: FastifyRequest, adminHost: string): Refusal | undefined {
  if (surfaceOf(request) !== 'admin' || isKnownHost(request.headers.host, adminHost)) return undefined;
  return new Refusal('unknown-host', 421, 'This listener has another name. Ask it by its address.');
}

function refusalOf(request: FastifyRequest): Refusal | undefined {
  const { access, surfaces } = routeAccessOf(request.routeOptions.config);
  // Answered here: a middleware behind this hook could answer an address that is no route, and no list would show it.
  if (request.is404 || !surfaces.includes(surfaceOf(request))) return unknownRoute();
  if (access === 'public') return undefined;
  const asker = askerOf(request);
  if ('refusal' in asker) return asker.refusal;
  if (access === 'denied') return new Refusal('no-roles-declared', 403, 'Nobody said who may use this route.');
  const allowed = asker.actor.roles.some((role) => access.includes(role));
  return allowed ? undefined : new Refusal('not-allowed', 403, `This needs ${listOf(access)}.`);
}

function listOf(roles: readonly string[]): string {
  return `${roles.length === 1 ? 'the role' : 'one of the roles'} ${roles.map((role) => `\`${role}\``).join(', ')}`;
}
