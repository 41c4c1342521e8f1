import type { FastifyInstance } from 'fastify';
import { Refusal } from '../refusal.ts';

/** Every error has the one shape `{ code, message }`. */
export function answerProblems(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const message = `There is no ${request.method} ${request.url}. GET / lists what there is.`;
    return reply.status(404).send({ code: 'unknown-path', message });
  });
  app.setErrorHandler((error, request, reply) => {
    const { status, code, message } = refusalOf(error);
    if (status === 500) request.log.error({ err: error }, 'a call failed in a way that nobody planned for');
    return reply.status(status).send({ code, message });
  });
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  const message = error instanceof Error ? error.message : String(error);
  return status < 500 ? new Refusal(status, 'invalid-request', message) : new Refusal(500, 'broken', message);
}
