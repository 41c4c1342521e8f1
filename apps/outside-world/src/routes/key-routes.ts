import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { cancelKey, type KeyStatus } from '../keys/cancel-key.ts';
import { read, Refusal } from '../refusal.ts';
import type { OutsideSystem } from '../systems/outside-system.ts';
import type { World } from '../world.ts';

const Parameters = z.object({ key: z.string().min(1).max(200) });

export function keyRoutes(app: FastifyInstance, world: World, { name }: OutsideSystem): void {
  app.get(`/${name}/keys/:key`, (request): KeyStatus => {
    const known = world.keys.find(name, read(Parameters, request.params).key);
    if (known === undefined) throw new Refusal(404, 'unknown-key', 'Nothing is known about this idempotency key.');
    return known.state === 'done' ? { status: 'done', answer: known.answer } : { status: 'cancelled' };
  });
  app.post(`/${name}/keys/:key/cancel`, (request) => cancelKey(world, name, read(Parameters, request.params).key));
}
