import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerUnreadable } from './client-errors.ts';
import { sendProblem } from './problem-filter.ts';
import { refusalOf } from './problem-of.ts';
import { Refusal } from './problem.ts';
import { nodeLimits, serverLimits } from './server-limits.ts';

const deepestBody = 64;

/**
 * The HTTP server, not yet listening. JSON is the only body that it reads, up to 64 KB; a request that does not arrive
 * within half a minute is given up. Where a request comes from is told by `trustedProxies` alone, else by its socket.
 */
export function fastifyServer(trustedProxies: readonly string[] = []): FastifyAdapter {
  const adapter = new FastifyAdapter({
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: serverLimits.bodyBytes,
    // Fastify sets its own, of none, where only Node is told.
    requestTimeout: serverLimits.requestWithinMs,
    http: nodeLimits,
    clientErrorHandler: answerUnreadable,
    logger: false,
    // While shutting down the door answers itself, in problem+json and with the health routes still open.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, refusalOf(error, {})),
  });
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.server.maxConnections = serverLimits.connections;
  fastify.removeContentTypeParser('text/plain');
  fastify.addHook('preValidation', refuseDeepBodies);
  return adapter;
}

/** Whatever walks through a body later, a schema or a hash, calls itself for each level, and the stack has an end. */
function refuseDeepBodies(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  if (!isDeeperThan(deepestBody, request.body)) return done();
  sendProblem(
    request,
    reply,
    new Refusal('invalid-body', 400, `The body is nested more than ${deepestBody} levels deep.`),
  );
}

function isDeeperThan(deepest: number, body: unknown): boolean {
  let level = [body];
  for (let depth = 0; depth <= deepest && level.length > 0; depth += 1) {
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return level.length > 0;
}
