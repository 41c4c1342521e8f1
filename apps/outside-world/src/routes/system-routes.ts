import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { act, type KeyedCall } from '../acting/act.ts';
import type { Felt } from '../faults/faults.ts';
import { read, Refusal } from '../refusal.ts';
import type { Operation, OutsideSystem } from '../systems/outside-system.ts';
import { Reference } from '../systems/request-parts.ts';
import type { World } from '../world.ts';

const ByReference = z.strictObject({ reference: Reference });

export function systemRoutes(app: FastifyInstance, world: World, { name, operations }: OutsideSystem): void {
  for (const operation of operations) {
    const path = `/${name}/${operation.path}`;
    app.post(path, (request, reply) => take(world, keyedCall(name, operation, request), reply));
    app.get(path, (request) => {
      const { reference } = read(ByReference, request.query);
      return { items: world.ledger.about(name, reference).filter(({ kind }) => kind === operation.kind) };
    });
  }
}

/** The one way in which anything happens here, with every fault at its place. */
async function take(world: World, call: KeyedCall, reply: FastifyReply): Promise<FastifyReply> {
  const { faults, timing, ending } = world;
  const fate = faults.next(call.system);
  const felt = (fault: keyof Felt) => faults.felt(call.system, fault);
  if (fate.refuse) {
    felt('refuse');
    throw new Refusal(503, 'unavailable', 'This system takes no calls at the moment. Nothing was done.');
  }
  if (fate.delayMs > 0) {
    felt('delayMs');
    // Before the effect, and also when the caller has hung up by then: so a call can act long after it was given up.
    await delay(fate.delayMs, ending);
  }
  const answer = act(world, call, fate);
  if (fate.doNothing) felt('doNothing');
  world.sender.wake();
  if (!fate.withholdAnswer) return reply.status(answer.status).send(answer.body);
  felt('withholdAnswer');
  return withhold(reply, timing.withholdMs);
}

async function delay(delayMs: number, ending: AbortSignal): Promise<void> {
  await pause(delayMs, undefined, { signal: ending }).catch(() => {
    throw new Refusal(503, 'unavailable', 'The outside world is ending. Nothing was done.');
  });
}

/** Everything is done and committed, and the caller never hears of it. */
function withhold(reply: FastifyReply, atMostMs: number): FastifyReply {
  const { socket } = reply.raw;
  setTimeout(() => socket?.destroy(), atMostMs).unref();
  return reply.hijack();
}

function keyedCall(system: string, operation: Operation, { headers, body }: FastifyRequest): KeyedCall {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || key === '' || key.length > 200)
    throw new Refusal(400, 'idempotency-key-missing', 'Send a header Idempotency-Key of 1 to 200 characters.');
  return { ...operation.read(body), system, path: operation.path, key };
}
