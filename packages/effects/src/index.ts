/**
 * Effects outside a transaction's reach: the intent commits with the change that wants it, an executor performs it under one
 * idempotency key, and its conclusion commits exactly once. What cannot be known is never taken for "it did not happen".
 */
export { Effects, type Learned, type Telling } from './effects.ts';
export type { Attempt, Performer } from './performer.ts';
export type { Performance } from './performance.ts';
export { createIntents, EffectNotPerformed, type IntentsOptions } from './create-intents.ts';
export { Executor, NoOutcome, PerformedTwice, type ExecutorHealth, type ExecutorOptions } from './executor/executor.ts';
export type { ExecutorSettings } from './executor/settings.ts';
export {
  RequestChanged,
  type Counts,
  type EffectStore,
  type InHand,
  type Learning,
  type NewIntent,
  type OpenDecision,
  type Settling,
  type Told,
  type Which,
} from './store/effect-store.ts';
export { postgresEffectStore } from './store/postgres-effect-store.ts';
export type { Intent, Known, KnownBy, StoredCall } from './intent/intent.ts';
export { nextStep, type Brought, type Circumstances, type Step } from './intent/next-step.ts';
export type { Decide, Doing, Plan } from './intent/advance.ts';
export { parkedIn, type ForAPerson } from './operator/parked-in.ts';
export { decide, decisionIn, type Decision, type DecisionState } from './operator/decide.ts';
export type { Log } from './log.ts';
