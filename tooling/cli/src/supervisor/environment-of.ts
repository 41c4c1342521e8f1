import type { ServiceAccess } from '@holdfast/local-infra';
import { simulatorsOf, type ServiceDeclaration, type System } from '@holdfast/system-model';
import { tokenPlaceOf } from '../tokens/token-place.ts';
import type { OutsidePlace } from './outside-place.ts';
import { outsideSecret } from './outside-secret.ts';
import { serviceEnvironment } from './service-environment.ts';
import { simulatorEnvironment } from './simulator-environment.ts';

/** What the processes of one start have around them. */
export interface Surroundings {
  readonly system: System;
  readonly access: Readonly<Record<string, ServiceAccess>>;
  readonly namespace: string;
  readonly state: string;
  /** Where a simulator listens. */
  readonly simulatorPort: (app: string) => number;
}

/** Where a process listens. */
export interface Ports {
  readonly port: number;
  /** For its operators; a simulator has none. */
  readonly adminPort?: number;
}

/** What an app reads from its environment when it listens there: a service, or a simulator. */
export function environmentOf(app: string, ports: Ports, around: Surroundings): Record<string, string> {
  const service = around.system.services.find(({ name }) => name === app);
  return service ? ofService(service, ports, around) : ofSimulator(app, ports.port, around);
}

function ofService({ name, outside = [] }: ServiceDeclaration, ports: Ports, around: Surroundings) {
  const access = around.access[name];
  if (!access) throw new Error(`nothing was provisioned for ${name}`);
  const called = placesOutside(around).filter(({ system }) => outside.includes(system));
  const tokens = tokenPlaceOf(around.system, around.simulatorPort);
  return serviceEnvironment({ ...ports, access, namespace: around.namespace, outside: called, tokens });
}

function ofSimulator(app: string, port: number, around: Surroundings) {
  const simulated = placesOutside(around).filter((place) => place.app === app);
  return simulatorEnvironment({ port, state: around.state, outside: simulated });
}

function placesOutside({ system, state, simulatorPort }: Surroundings): (OutsidePlace & { app: string })[] {
  return simulatorsOf(system).flatMap(({ app, systems }) =>
    systems.map((name) => ({
      app,
      system: name,
      url: `http://127.0.0.1:${simulatorPort(app)}/${name}`,
      secret: outsideSecret(state, name),
    })),
  );
}
