import { randomUUID } from 'node:crypto';
import { childOf, isTraceparent, newTraceparent } from '@holdfast/telemetry';
import { inCall, type Actor, type Call } from '@holdfast/work';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const calls = new WeakMap<FastifyRequest, Call>();
const wellFormed = /^[A-Za-z0-9._:-]{1,128}$/;

/**
 * Gives every request its call: who asks, which trace it belongs to, which correlation id.
 *
 * The caller's `traceparent` and `x-correlation-id` are continued where they are well-formed, else made new; both go
 * back with the answer. Everything that runs for the request, and nothing else, finds the call with `currentCall()`.
 */
export function giveCalls(fastify: FastifyInstance, anonymous: Actor): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const call = callFrom(request.headers, anonymous);
    calls.set(request, call);
    reply.header('traceparent', call.traceparent).header('x-correlation-id', call.correlationId);
    inCall(call, done);
  });
}

/** The call of a request; none for one that the router itself refused, such as a malformed URL. */
export function callOf(request: FastifyRequest): Call | undefined {
  return calls.get(request);
}

function callFrom(headers: FastifyRequest['headers'], actor: Actor): Call {
  const { traceparent, 'x-correlation-id': correlationId } = headers;
  return {
    actor,
    traceparent:
      typeof traceparent === 'string' && isTraceparent(traceparent) ? childOf(traceparent) : newTraceparent(),
    correlationId: typeof correlationId === 'string' && wellFormed.test(correlationId) ? correlationId : randomUUID(),
  };
}
