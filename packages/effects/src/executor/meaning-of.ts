import type { AnyEffect } from '@holdfast/work';
import { prettifyError } from 'zod';
import { asJson } from '../intent/same-json.ts';
import { isStorable } from '../intent/storable.ts';

/** What an answer means. An answer that is no outcome of its effect is not understood, and then nothing is known. */
export type Meaning = { readonly outcome: unknown } | { readonly unknown: true } | { readonly misfit: string };

/** What a performer's answer to `step` means. Only the words that belong to the step have a meaning of their own. */
export function meaningOf(answer: unknown, step: 'perform' | 'find-out' | 'give-up', effect: AnyEffect): Meaning {
  if (step !== 'perform' && answer === 'unknown') return { unknown: true };
  if (step === 'give-up' && answer === 'cancelled') return { outcome: 'abandoned' };
  return outcomeIn(answer, effect);
}

/** Reads an outcome as its effect has it. */
export function outcomeIn(
  value: unknown,
  effect: AnyEffect,
): { readonly outcome: unknown } | { readonly misfit: string } {
  const parsed = effect.outcome.safeParse(value);
  if (!parsed.success) return { misfit: `This is no outcome of ${effect.name}:\n${prettifyError(parsed.error)}` };
  const outcome = asJson(parsed.data);
  // NULL in the column means that nothing is known.
  if (outcome === undefined || outcome === null) return { misfit: `An outcome of ${effect.name} is empty.` };
  if (!isStorable(outcome))
    return { misfit: `This is no outcome of ${effect.name}: it holds text that cannot be stored.` };
  return { outcome };
}
