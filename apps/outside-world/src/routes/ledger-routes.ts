import type { FastifyInstance } from 'fastify';
import type { OutsideSystem } from '../systems/outside-system.ts';
import type { World } from '../world.ts';

export function ledgerRoutes(app: FastifyInstance, { ledger }: World, systems: readonly OutsideSystem[]): void {
  app.get('/ledger', () => Object.fromEntries(systems.map(({ name }) => [name, ledger.entries(name)])));
  for (const { name } of systems) app.get(`/ledger/${name}`, () => ({ entries: ledger.entries(name) }));
}
