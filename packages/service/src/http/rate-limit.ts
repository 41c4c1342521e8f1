import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { routeAccessOf } from '../access/route-access.ts';
import { askerOf } from './call-of-request.ts';
import { Refusal } from './problem.ts';

/** Counts a request. Resolves to the refusal of one that is too much. */
export type RateLimit = (request: FastifyRequest) => Promise<Refusal | undefined>;

/**
 * So many requests a minute for each actor; for each address where nobody says who he is, or says it wrongly, and then
 * for each public route by itself: what somebody behind the same address sends elsewhere does not shut a webhook. Counted
 * in the memory of this process: two instances let through twice as many, and a restart begins anew.
 */
export async function rateLimitFor(fastify: FastifyInstance, perMinute: number): Promise<RateLimit> {
  await fastify.register(rateLimit, { global: false });
  const count = fastify.createRateLimit({ max: perMinute, timeWindow: 60_000, keyGenerator: keyOf });
  return async (request) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return undefined;
    const detail = `More than ${perMinute} requests a minute.`;
    return new Refusal('too-many-requests', 429, detail, { retryAfterS: counted.ttlInSeconds });
  };
}

function keyOf(request: FastifyRequest): string {
  const asker = askerOf(request);
  if ('actor' in asker) return `actor ${asker.actor.id}`;
  // Of IPv6 the network counts: whoever has one address there has all of it.
  const address = `address ${normalizeIP(request.ip)}`;
  return isPublic(request) ? `${address} ${request.method} ${request.routeOptions.url}` : address;
}

function isPublic({ routeOptions }: FastifyRequest): boolean {
  return routeAccessOf(routeOptions.config).access === 'public';
}
