import { inCall } from '@holdfast/work';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { callOf } from './call-of-request.ts';
import { isHealth } from './door.ts';

/**
 * One line per answered request: method, route, status, time. The route, not the URL, and no header and no body:
 * those may hold what somebody wrote about a person.
 */
export function logRequests(fastify: FastifyInstance, logger: Logger): void {
  fastify.addHook('onResponse', (request, reply, done) => {
    const facts = {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown route',
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime * 10) / 10,
    };
    const call = callOf(request);
    // Hooks after the answer may run outside the request's own context.
    const say = () => logger[isHealth(request) ? 'debug' : 'info'](facts, 'answered');
    if (call === undefined) say();
    else inCall(call, say);
    done();
  });
}
