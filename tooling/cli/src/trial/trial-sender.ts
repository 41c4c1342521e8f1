import { loadSystem, type TrialActor } from '@holdfast/system-model';
import { NoTrial } from '../supervisor/supervised-system.ts';
import { tokenPlaceOf } from '../tokens/token-place.ts';
import { TokenPurse } from '../tokens/token-purse.ts';
import { follow, type Progress } from './follow.ts';
import { place, type Placed } from './place.ts';
import { trialBody } from './trial-body.ts';

/** Sends the trial of a system that somebody else has started. */
export interface TrialSender {
  /** Whom `system.ts` names for it, if it names anybody. */
  readonly actor: TrialActor | undefined;
  /** Sends the ordinary example once. Throws NotAccepted, and what `fetch` throws without an answer. */
  place(options?: { as?: TrialActor }): Promise<Placed>;
  /** Follows it to its last step. Throws Stalled. */
  until(placed: Placed, options?: { stallMs?: number; signal?: AbortSignal }): Promise<Progress>;
}

export interface TrialSenderOptions {
  /** The checkout that was started. */
  readonly root: string;
  /** Where a service or a simulator answers. */
  readonly urlOf: (name: string) => string;
}

/** Throws NoTrial. */
export async function trialSender({ root, urlOf }: TrialSenderOptions): Promise<TrialSender> {
  const system = await loadSystem(root);
  const { trial, steps } = system;
  if (!trial) throw new NoTrial();
  const { body } = trialBody(root, trial);
  const issuer = tokenPlaceOf(system, (app) => Number(new URL(urlOf(app)).port));
  const purse = issuer && new TokenPurse(() => issuer);
  return {
    actor: trial.as,
    place: async ({ as = trial.as } = {}) => {
      const bearer = as && purse && { as, token: await purse.tokenFor(as) };
      return await place({ url: `${urlOf(trial.service)}${trial.path}`, body, ...bearer });
    },
    until: async ({ path, as }, { stallMs = 60_000, signal } = {}) =>
      await follow({
        url: () => `${urlOf(trial.service)}${path}`,
        steps,
        stallMs,
        ...(as && purse && { token: () => purse.tokenFor(as) }),
        ...(signal && { signal }),
      }),
  };
}
