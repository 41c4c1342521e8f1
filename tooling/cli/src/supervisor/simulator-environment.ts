import { outsideVariable, type OutsidePlace } from './outside-place.ts';

/** Everything that the process of a simulator needs to know of its surroundings. */
export interface SimulatorPlace {
  readonly port: number;
  /** The state folder of the system: what is outside remembers as long as what is inside. */
  readonly state: string;
  /** What it simulates. */
  readonly outside: readonly Pick<OutsidePlace, 'system' | 'secret'>[];
}

/** What a simulator reads from its environment, and nothing else. */
export function simulatorEnvironment({ port, state, outside }: SimulatorPlace): Record<string, string> {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    STATE_FOLDER: state,
    ...Object.fromEntries(outside.map(({ system, secret }) => [outsideVariable(system, 'SECRET'), secret])),
  };
}
