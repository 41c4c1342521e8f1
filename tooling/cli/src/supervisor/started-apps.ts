import type { FleetApp } from './fleet-options.ts';
import { UnknownService } from './unknown-service.ts';

/** Who is to be started, by name. */
export interface StartWish {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly inspect?: readonly string[];
}

/** The apps that are started: those of `only` and what simulates the outside for them, without `except`. Throws UnknownService. */
export function startedApps<App extends Pick<FleetApp, 'name' | 'isOutside'>>(
  apps: readonly App[],
  { only = [], except = [], inspect = [] }: StartWish,
): readonly App[] {
  refuseUnknown([...only, ...except], apps);
  const isMeant = ({ name, isOutside }: App): boolean => isOutside || only.length === 0 || only.includes(name);
  const started = apps.filter((app) => isMeant(app) && !except.includes(app.name));
  refuseUnknown(inspect, started);
  return started;
}

function refuseUnknown(names: readonly string[], apps: readonly { name: string }[]): void {
  const known = apps.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UnknownService(unknown, known);
}
