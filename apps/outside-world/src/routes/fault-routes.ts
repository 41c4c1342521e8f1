import type { FastifyInstance } from 'fastify';
import { switchesOf } from '../faults/switches.ts';
import { read } from '../refusal.ts';
import type { OutsideSystem } from '../systems/outside-system.ts';
import type { World } from '../world.ts';

export function faultRoutes(app: FastifyInstance, { faults, keys }: World, system: OutsideSystem): void {
  const { name } = system;
  const Switches = switchesOf(system);
  app.put(`/faults/${name}`, (request) => {
    const switches = read(Switches, request.body);
    faults.set(name, switches);
    if (switches.forgetKeys) keys.forget(name);
    return switches;
  });
  app.delete(`/faults/${name}`, () => {
    faults.set(name, {});
    return {};
  });
}
