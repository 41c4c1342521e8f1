import { simulatorsOf, type System } from '@holdfast/system-model';
import type { FleetApp } from './fleet-options.ts';

/** Everything of a system that can be started: its services, and the simulators of what is outside. */
export function appsOf(system: Pick<System, 'services' | 'outside'>, { instances = 1 } = {}): FleetApp[] {
  return [
    ...system.services.map(({ name, port }) => ({ name, port, instances, isOutside: false })),
    ...simulatorsOf(system).map(({ app: name, port }) => ({ name, port, instances: 1, isOutside: true })),
  ];
}
