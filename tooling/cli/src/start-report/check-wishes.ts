import type { System } from '@holdfast/system-model';
import { appsOf } from '../supervisor/apps-of.ts';
import { startedApps } from '../supervisor/started-apps.ts';
import { trialBody } from '../trial/trial-body.ts';

/** What a person asked of a start, as far as it can be wrong. */
export interface StartWishes {
  readonly root: string;
  /** A file or the name of an example. */
  readonly body?: string;
  readonly except: readonly string[];
  readonly inspect?: readonly string[];
  /** True for all services. */
  readonly logs?: true | string;
}

/** Refuses what cannot be done before any server is started for it. Throws UnknownService or BadTrialBody. */
export function checkWishes(system: System, { root, body, except, inspect = [], logs }: StartWishes): void {
  const { trial } = system;
  const named = typeof logs === 'string' ? [logs] : [];
  startedApps(appsOf(system), { except, inspect: [...inspect, ...named] });
  if (trial && except.length === 0) trialBody(root, trial, body);
}
