import type { System } from '@holdfast/system-model';
import { appsOf } from '../supervisor/apps-of.ts';
import { UnknownService } from '../supervisor/unknown-service.ts';
import { trialBody } from '../trial/trial-body.ts';

/** What a person asked of a start, as far as it can be wrong. */
export interface StartWishes {
  readonly root: string;
  /** A file or the name of an example. */
  readonly body?: string;
  readonly except: readonly string[];
  /** True for all services. */
  readonly logs?: true | string;
}

/** Refuses what cannot be done before any server is started for it. Throws UnknownService or BadTrialBody. */
export function checkWishes(system: System, { root, body, except, logs }: StartWishes): void {
  const { trial } = system;
  const names = appsOf(system).map(({ name }) => name);
  const started = names.filter((name) => !except.includes(name));
  const unknown = except.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UnknownService(unknown, names);
  if (typeof logs === 'string' && !started.includes(logs)) throw new UnknownService(logs, started);
  if (trial && except.length === 0) trialBody(root, trial, body);
}
