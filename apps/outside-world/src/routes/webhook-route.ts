import type { FastifyInstance } from 'fastify';
import type { World } from '../world.ts';

export function webhookRoute(app: FastifyInstance, { webhooks }: World): void {
  app.get('/webhooks', () => ({ webhooks: webhooks.all() }));
}
