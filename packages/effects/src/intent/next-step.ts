import type { EffectPolicy } from '@holdfast/work';
import type { Intent } from './intent.ts';

/** What a step is decided from, besides the intent itself. */
export interface Circumstances {
  /** By the database's clock. */
  readonly now: Date;
  readonly policy: EffectPolicy;
  /** Whether the performer can make sure that it will not happen. */
  readonly canGiveUp: boolean;
  /** Until the lease of the step that is decided on has run out. */
  readonly leaseMs: number;
  /** How many turns in which it could not be given up are followed by parking it. */
  readonly undecidedMost: number;
  /** What this turn has brought so far; absent at its beginning. */
  readonly brought?: Brought;
}

/** The outside said that it does not know; an attempt, or a question, had no answer that could be used. */
export type Brought = 'unknown' | 'attempt-lost' | 'question-lost';

/**
 * - `perform`: one attempt more; it is counted before it begins.
 * - `find-out`, `give-up`: ask, and make sure.
 * - `conclude`: the outcome is known, only the use case is still to run.
 * - `abandon`: it did not happen, because nothing was ever asked of the outside.
 * - `wait`: enough for this turn. `undecided`: it should have been given up.
 * - `park`: a person has to look. `again`: the outside is asked all the same, slowly, and may still decide it.
 */
export type Step =
  | { readonly do: 'perform' | 'find-out' | 'give-up' | 'conclude' | 'abandon' }
  | { readonly do: 'park'; readonly again: boolean }
  | { readonly do: 'wait'; readonly undecided: boolean };

/** What to do next with an intent. All that this package promises about the outside is decided in here. */
export function nextStep(intent: Intent, circumstances: Circumstances): Step {
  if (intent.known) return { do: 'conclude' };
  if (intent.attempts === 0) return { do: isOverdue(intent, circumstances) ? 'abandon' : 'perform' };
  if (circumstances.brought) return afterwards(circumstances.brought, intent, circumstances);
  return { do: firstQuestion(intent, circumstances) };
}

function firstQuestion(intent: Intent, circumstances: Circumstances): 'give-up' | 'find-out' {
  const { canGiveUp } = circumstances;
  // The outside "cancels" a key that it has forgotten, although it was used long ago: that would be no knowledge.
  const canBeSure = canGiveUp && isRemembered(intent, circumstances);
  return isOver(intent, circumstances) && canBeSure ? 'give-up' : 'find-out';
}

function afterwards(brought: Brought, intent: Intent, circumstances: Circumstances): Step {
  if (brought === 'attempt-lost') return { do: 'wait', undecided: false };
  if (mayGoOn(intent, circumstances)) {
    return brought === 'unknown' ? { do: 'perform' } : { do: 'wait', undecided: false };
  }
  const isForAPerson = intent.state === 'parked' || intent.undecided + 1 >= circumstances.undecidedMost;
  if (!isForAPerson) return { do: 'wait', undecided: true };
  return { do: 'park', again: isRemembered(intent, circumstances) };
}

/** A person who looks at what is parked must find that nothing is done any more. */
function mayGoOn(intent: Intent, circumstances: Circumstances): boolean {
  return intent.state !== 'parked' && !isOver(intent, circumstances) && isRemembered(intent, circumstances);
}

/** No attempt begins any more. */
function isOver(intent: Intent, circumstances: Circumstances): boolean {
  return intent.attempts >= circumstances.policy.attempts || isOverdue(intent, circumstances);
}

function isOverdue({ intendedAt }: Intent, { now, policy }: Circumstances): boolean {
  return now.getTime() >= intendedAt.getTime() + policy.withinMs;
}

/** Whether the outside still knows the key when a call that begins now arrives there, at the latest. */
function isRemembered({ firstAttemptAt }: Intent, { now, policy, leaseMs }: Circumstances): boolean {
  return now.getTime() + leaseMs <= firstAttemptAt!.getTime() + policy.keyRememberedMs;
}
