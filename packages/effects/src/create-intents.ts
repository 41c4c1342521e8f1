import type { IntentWriter } from '@holdfast/work';
import { storedCallOf } from './intent/intent.ts';
import { asJson } from './intent/same-json.ts';
import type { EffectStore } from './store/effect-store.ts';

/** What writes intents. */
export interface IntentsOptions {
  readonly store: Pick<EffectStore, 'write'>;
  /** Whether this process can perform the effect; without a performer an intent would wait for ever. Everything when absent. */
  readonly isPerformed?: (effect: string) => boolean;
  /** Called after the commit, so that the executor need not wait for its next look. */
  readonly wake?: () => void;
}

/** Writes what was intended into `holdfast.effect_intent`, in the transaction in which it was intended. */
export function createIntents({ store, isPerformed = () => true, wake = () => {} }: IntentsOptions): IntentWriter {
  return {
    async write(trx, intended) {
      const orphan = intended.find(({ effect }) => !isPerformed(effect.name));
      if (orphan) throw new EffectNotPerformed(orphan.effect.name);
      await store.write(
        trx,
        intended.map(({ effect, key, request, call }) => ({
          effect: effect.name,
          key,
          request: asJson(request),
          call: storedCallOf(call),
        })),
      );
    },
    committed: wake,
  };
}

/** An effect was intended that nobody performs. */
export class EffectNotPerformed extends Error {
  readonly code = 'effect-not-performed';
  readonly effect: string;

  constructor(effect: string) {
    super(`Nobody performs ${effect}. Add a provider to the module whose class is decorated with @Performs.`);
    this.effect = effect;
  }
}
