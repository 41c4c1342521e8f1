import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { surfaceOf } from '../access/surface.ts';
import { sendProblem } from './problem-filter.ts';
import { Refusal } from './problem.ts';

/**
 * Lets requests in until it is closed, and knows which ones are still inside.
 *
 * A request is inside from the moment its body is there until its answer has left, or its caller has. One that is still sending its body
 * when the door closes is refused: nothing of it was accepted, and the same request is welcome elsewhere.
 */
export class Door {
  private readonly inside = new Set<FastifyRequest>();
  private open = true;
  private emptied: (() => void) | undefined;

  /** From now on everything but the health routes and the admin listener is refused with 503 `shutting-down`. */
  close(): void {
    this.open = false;
  }

  get isClosed(): boolean {
    return !this.open;
  }

  /** Resolves when the last request inside has its answer. Never rejects. */
  async drained(): Promise<void> {
    if (this.inside.size > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
  }

  /** The requests that are inside, as `POST /v1/gardens/:id`. */
  waiting(): string[] {
    return [...this.inside].map(({ method, routeOptions }) => `${method} ${routeOptions.url ?? 'unknown route'}`);
  }

  /** Hangs the door into a server that does not listen yet. */
  hangInto(fastify: FastifyInstance): void {
    fastify.addHook('preHandler', (request, reply, done) => {
      if (!this.lets(request)) return refuse(request, reply);
      if (!isProbe(request)) this.letIn(request, reply);
      done();
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      // The caller's next request on this connection would meet a socket that is being closed.
      if (!this.open) reply.header('connection', 'close');
      done(null, payload);
    });
  }

  /** The socket tells when it is over, also for a caller who is gone before the answer: for that one nothing is ever sent. */
  private letIn(request: FastifyRequest, reply: FastifyReply): void {
    if (reply.raw.closed || request.raw.socket.destroyed) return;
    this.inside.add(request);
    reply.raw.once('close', () => this.leave(request));
  }

  private lets(request: FastifyRequest): boolean {
    return this.open || isProbe(request);
  }

  private leave(request: FastifyRequest): void {
    this.inside.delete(request);
    if (this.inside.size === 0) this.emptied?.();
  }
}

/** It asks about the process, is no work of its own, and is answered until the process ends. */
function isProbe(request: FastifyRequest): boolean {
  return isHealth(request) || surfaceOf(request) === 'admin';
}

/** One of the health routes, on either listener. */
export function isHealth(request: FastifyRequest): boolean {
  return request.url.startsWith('/health/');
}

function refuse(request: FastifyRequest, reply: FastifyReply): void {
  const refusal = new Refusal('shutting-down', 503, 'This process is shutting down. Send the request again.', {
    retryAfterS: 1,
  });
  sendProblem(request, reply, refusal);
}
