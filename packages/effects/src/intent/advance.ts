import type { Intent, Known } from './intent.ts';
import { storable } from './storable.ts';

/** What is written down before a step begins, or instead of one. */
export type Plan =
  | { readonly do: Doing; readonly leaseMs: number }
  | { readonly do: 'abandon'; readonly leaseMs: number }
  | { readonly do: 'wait'; readonly forMs: number; readonly undecided: boolean; readonly failure: string }
  /** Without `againInMs` it stays parked until somebody tells or decides. */
  | { readonly do: 'park'; readonly againInMs?: number | undefined; readonly failure: string };

/** What somebody who holds a lease does. */
export type Doing = 'perform' | 'find-out' | 'give-up' | 'conclude';

/** Decided inside the transaction that records it, on the row as it is then, by the database's clock. */
export type Decide = (intent: Intent, now: Date) => Plan;

/** The moment of a change, and the token of the lease that it may begin. */
export interface Moment {
  readonly now: Date;
  readonly token: string;
}

/** An intent after a plan was recorded. */
export function advance(intent: Intent, plan: Plan, { now, token }: Moment): Intent {
  switch (plan.do) {
    case 'wait':
      return {
        ...failed(intent, plan),
        nextAt: after(now, plan.forMs),
        undecided: intent.undecided + Number(plan.undecided),
      };
    case 'park':
      return {
        ...failed(intent, plan),
        state: 'parked',
        parkedAt: intent.parkedAt ?? now,
        nextAt: plan.againInMs === undefined ? undefined : after(now, plan.againInMs),
      };
    case 'abandon':
      return learned(intent, { outcome: 'abandoned', by: 'executor', at: now }, { token, leaseMs: plan.leaseMs });
    case 'perform':
      return {
        ...leased(intent, now, plan.leaseMs, token),
        attempts: intent.attempts + 1,
        firstAttemptAt: intent.firstAttemptAt ?? now,
      };
    default:
      return leased(intent, now, plan.leaseMs, token);
  }
}

/** An intent of which the outcome has become known. Whoever held it before holds it no longer; whoever learned it concludes. */
export function learned(intent: Intent, known: Known, { token, leaseMs }: { token: string; leaseMs: number }): Intent {
  return {
    ...leased(intent, known.at, leaseMs, token),
    known,
    state: 'waiting',
    failures: 0,
    lastError: undefined,
    parkedAt: undefined,
  };
}

function leased(intent: Intent, now: Date, leaseMs: number, token: string): Intent {
  const until = after(now, leaseMs);
  // Due when the lease runs out, so that one index serves to find both.
  return { ...intent, lease: { token, until }, nextAt: until };
}

function failed(intent: Intent, { failure }: { failure: string }): Intent {
  return { ...intent, lease: undefined, failures: intent.failures + 1, lastError: storable(failure) };
}

function after(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}
