import type { System } from './define-system.ts';

/** A process that stands in for systems outside: the folder of its app, its port, and what it simulates. */
export interface SimulatorApp {
  readonly app: string;
  readonly port: number;
  readonly systems: readonly string[];
}

/** The simulators of a system, each app once, in the order in which `outside` names them. */
export function simulatorsOf({ outside = {} }: Pick<System, 'outside'>): SimulatorApp[] {
  const apps = new Map<string, { app: string; port: number; systems: string[] }>();
  for (const [name, { simulator }] of Object.entries(outside)) {
    if (!simulator) continue;
    const known = apps.get(simulator.app);
    if (known) known.systems.push(name);
    else apps.set(simulator.app, { ...simulator, systems: [name] });
  }
  return [...apps.values()];
}
