import { randomUUID } from 'node:crypto';
import { childOf, isTraceparent, newTraceparent } from '@holdfast/telemetry';
import { inCall, type Actor, type Call } from '@holdfast/work';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authentication, Identity } from '../identity/authentication.ts';
import type { Refusal } from './problem.ts';

const calls = new WeakMap<FastifyRequest, Call>();
const refusals = new WeakMap<FastifyRequest, Refusal>();
const wellFormed = /^[A-Za-z0-9._:-]{1,128}$/;

/**
 * Gives every request its call: who asks, which trace it belongs to, which correlation id.
 *
 * The caller's `traceparent` and `x-correlation-id` are continued where they are well-formed, else made new; both go
 * back with the answer. Everything that runs for the request, and nothing else, finds the call with `currentCall()`.
 */
export function giveCalls(fastify: FastifyInstance, authenticate: Authentication): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const context = contextFrom(request.headers);
    reply.header('traceparent', context.traceparent).header('x-correlation-id', context.correlationId);
    void authenticate(request.headers.authorization).then((identity) => inCall(keep(request, context, identity), done));
  });
}

function keep(request: FastifyRequest, context: Omit<Call, 'actor'>, { actor, refusal }: Identity): Call {
  const call = { ...context, actor };
  calls.set(request, call);
  if (refusal) refusals.set(request, refusal);
  return call;
}

/** The call of a request; none for one that the router itself refused, such as a malformed URL. */
export function callOf(request: FastifyRequest): Call | undefined {
  return calls.get(request);
}

/** Who asks; or why that is not known. */
export function askerOf(request: FastifyRequest): { readonly actor: Actor } | { readonly refusal: Refusal } {
  const [call, refusal] = [calls.get(request), refusals.get(request)];
  if (refusal) return { refusal };
  if (!call) throw new Error('The request has no call: the hook that gives it one has not run.');
  return { actor: call.actor };
}

function contextFrom(headers: FastifyRequest['headers']): Omit<Call, 'actor'> {
  const { traceparent, 'x-correlation-id': correlationId } = headers;
  return {
    traceparent:
      typeof traceparent === 'string' && isTraceparent(traceparent) ? childOf(traceparent) : newTraceparent(),
    correlationId: typeof correlationId === 'string' && wellFormed.test(correlationId) ? correlationId : randomUUID(),
  };
}
