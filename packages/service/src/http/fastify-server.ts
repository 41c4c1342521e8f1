import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './problem-filter.ts';
import { refusalOf } from './problem-of.ts';

const largestBody = 64 * 1024;

/**
 * The HTTP server, not yet listening. JSON is the only body that it reads, up to 64 KB; a request that does not arrive
 * within half a minute is given up.
 */
export function fastifyServer(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: largestBody,
    requestTimeout: 30_000,
    logger: false,
    // While shutting down the door answers itself, in problem+json and with the health routes still open.
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, refusalOf(error, {})),
  });
  const fastify: FastifyInstance = adapter.getInstance();
  fastify.removeContentTypeParser('text/plain');
  return adapter;
}
