import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { traceIdOf } from '@holdfast/telemetry';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { callOf } from './call-of-request.ts';
import { unknownRoute, type Problem, type Refusal, type ProblemStatuses } from './problem.ts';
import { refusalOf } from './problem-of.ts';

/** Turns whatever was thrown into `application/problem+json`, and logs what nobody planned for. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly statuses: ProblemStatuses;
  private readonly logger: Logger;

  constructor(statuses: ProblemStatuses, logger: Logger) {
    this.statuses = statuses;
    this.logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    const refusal = request.is404 ? unknownRoute() : refusalOf(error, this.statuses);
    this.log(error, refusal);
    // The answer may have begun, or the caller may have gone: then there is nobody to tell.
    if (!reply.sent) sendProblem(request, reply, refusal);
  }

  private log(err: unknown, refusal: Refusal): void {
    if (refusal.status === 500) this.logger.error({ err }, 'a request failed in a way that nobody planned for');
    else if (refusal.status > 500) this.logger.warn({ err, code: refusal.code }, 'a request could not be served now');
  }
}

/** Answers with a refusal. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): void {
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', String(refusal.retryAfterS));
  if (refusal.challenge !== undefined) reply.header('www-authenticate', refusal.challenge);
  // Serialized here: given an object and a content type that is not application/json, Fastify refuses to send.
  const body = JSON.stringify(problemOf(request, refusal));
  reply.code(refusal.status).type('application/problem+json; charset=utf-8').send(body);
}

function problemOf(request: FastifyRequest, { code, status, message, problems }: Refusal): Problem {
  const call = callOf(request);
  return {
    type: `urn:holdfast:problem:${code}`,
    title: titleOf(code),
    status,
    detail: message,
    instance: request.url.split('?', 1)[0] ?? '/',
    code,
    ...(call && { traceId: traceIdOf(call.traceparent) }),
    ...(problems && { problems }),
  };
}

function titleOf(code: string): string {
  const words = code.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
