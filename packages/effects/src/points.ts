import { definePoint } from '@holdfast/telemetry';

/** What the points of an effect tell about the intent in hand. All of it is JSON. */
export interface EffectFacts {
  readonly service: string;
  readonly effect: string;
  readonly key: string;
  /** The idempotency key. */
  readonly id: string;
  readonly attempt: number;
}

/** The attempt is recorded under a lease, and nothing is called. */
export const effectLeased = definePoint<EffectFacts & { readonly step: string }>('effects.leased');
/** The outside has told the outcome, and nothing of it is kept. */
export const effectAnswered = definePoint<EffectFacts & { readonly step: string }>('effects.answered');
/** The outcome is kept for ever, and nobody has concluded anything from it. */
export const effectLearned = definePoint<EffectFacts>('effects.learned');
/** The conclusion is written, and nothing of it is committed. */
export const effectConcluding = definePoint<EffectFacts>('effects.concluding');
/** The conclusion is committed. */
export const effectConcluded = definePoint<EffectFacts>('effects.concluded');
