import type { Money } from '@holdfast/contract-kit/money';
import { impossible, unchanged, type Advanced, type CheckoutCommand } from './advanced.ts';
import { CancellationTooLate } from './cancellation-too-late.ts';
import type { CheckoutFact, ScreeningFact } from './checkout-fact.ts';
import {
  awaitedSteps,
  lastSteps,
  type Charged,
  type Confirmed,
  type GoingForward,
  type LastStep,
  type Placed,
  type Priced,
  type Reserved,
  type Screened,
} from './forward-states.ts';
import type { Participants } from './participants.ts';
import { cancel, type TakingBack } from './taking-back.ts';

/** In minor units: up to here an order goes on without a screening. */
export const mostUnscreened = 200_00;

type Next = Advanced<GoingForward | TakingBack>;

export function goForward(checkout: GoingForward, fact: CheckoutFact, now: Date): Next {
  switch (checkout.state) {
    case 'placed':
      return placed(checkout, fact, now);
    case 'priced':
      return priced(checkout, fact, now);
    case 'reserved':
      return reserved(checkout, fact, now);
    case 'screened':
      return screened(checkout, fact, now);
    case 'charged':
      return charged(checkout, fact, now);
    case 'confirmed':
      return confirmed(checkout, fact, now);
    case 'settled':
      return otherwise(checkout, fact, now);
  }
}

/** What is to be taken back of an order in this state: everything that was commanded, answered or not. */
const commanded = {
  placed: { pricing: 'asked', stock: 'not-asked', screening: 'not-asked', payment: 'not-asked' },
  priced: { pricing: 'priced', stock: 'releasing', screening: 'not-asked', payment: 'not-asked' },
  reserved: { pricing: 'priced', stock: 'releasing', screening: 'asked', payment: 'not-asked' },
  screened: { pricing: 'priced', stock: 'releasing', screening: 'answered', payment: 'withdrawing' },
} satisfies Record<string, Participants>;

function placed(checkout: Placed, fact: CheckoutFact, now: Date): Next {
  switch (fact.type) {
    case 'order-priced':
      return next({ state: 'priced', since: now, amount: fact.amount }, { type: 'reserve-stock' });
    case 'pricing-refused':
      return cancel({ ...commanded.placed, pricing: 'refused' }, fact.reason, now);
    default:
      return otherwise(checkout, fact, now);
  }
}

function priced(checkout: Priced, fact: CheckoutFact, now: Date): Next {
  const { amount } = checkout;
  switch (fact.type) {
    case 'stock-reserved':
      if (amount === undefined) return impossible(checkout, fact);
      return next({ state: 'reserved', since: now, amount }, { type: 'screen-order', amount });
    case 'stock-refused':
      return cancel({ ...commanded.priced, stock: 'refused' }, fact.reason, now);
    default:
      return otherwise(checkout, fact, now);
  }
}

function reserved(checkout: Reserved, fact: CheckoutFact, now: Date): Next {
  if (fact.type !== 'order-screened') return otherwise(checkout, fact, now);
  const { amount } = checkout;
  const unscreened = fact.decision === 'unavailable';
  const refusal = refusalOf(fact, amount);
  if (refusal) return cancel({ ...commanded.reserved, screening: 'answered' }, refusal, now);
  return next({ state: 'screened', since: now, amount, unscreened }, { type: 'charge-order', amount });
}

function refusalOf({ decision }: ScreeningFact, { amount }: Money): string | undefined {
  if (decision === 'declined') return 'risk-declined';
  return decision === 'unavailable' && amount > mostUnscreened ? 'screening-unavailable' : undefined;
}

// #region screened
function screened(checkout: Screened, fact: CheckoutFact, now: Date): Next {
  switch (fact.type) {
    case 'payment-captured':
      return next({ ...checkout, state: 'charged', since: now }, { type: 'commit-stock' });
    case 'payment-declined':
      return cancel({ ...commanded.screened, payment: 'declined' }, fact.reason, now);
    case 'payment-abandoned':
      return cancel({ ...commanded.screened, payment: 'abandoned' }, 'payment-abandoned', now);
    default:
      return otherwise(checkout, fact, now);
  }
}
// #endregion

function charged(checkout: Charged, fact: CheckoutFact, now: Date): Next {
  switch (fact.type) {
    case 'stock-committed': {
      const { amount, unscreened } = checkout;
      const awaits = lastSteps;
      return next({ state: 'confirmed', since: now, amount, unscreened, awaits }, { type: 'confirm-order', amount });
    }
    case 'reservation-lost':
      return cancel({ ...commanded.screened, stock: 'lost', payment: 'refunding' }, fact.reason, now);
    case 'step-overdue':
      return fact.step === 'commit' ? askAgain(checkout, now) : unchanged(checkout);
    default:
      return otherwise(checkout, fact, now);
  }
}

// Stock may be bound already, so nothing is taken back: the same command again, and a person looks.
function askAgain(checkout: Charged, now: Date): Next {
  return next(
    { ...checkout, since: now },
    { type: 'commit-stock' },
    { type: 'page', step: 'commit', waitsFor: ['stock'] },
  );
}

function confirmed(checkout: Confirmed, fact: CheckoutFact, now: Date): Next {
  const done = lastStepOf(fact);
  if (!done || !checkout.awaits.includes(done)) return otherwise(checkout, fact, now);
  const awaits = checkout.awaits.filter((step) => step !== done);
  if (awaits.length > 0) return next({ ...checkout, awaits });
  const { amount, unscreened } = checkout;
  return next({ state: 'settled', since: now, amount, unscreened });
}

function lastStepOf(fact: CheckoutFact): LastStep | undefined {
  if (fact.type === 'notice-sent') return fact.notice === 'confirmed' ? 'notify' : undefined;
  if (fact.type === 'shipment-dispatched') return 'ship';
  return fact.type === 'order-settled' ? 'settle' : undefined;
}

function otherwise(checkout: GoingForward, fact: CheckoutFact, now: Date): Next {
  const { state } = checkout;
  if (fact.type === 'cancel-wanted') return takenBackFrom(state, 'cancelled-by-customer', now);
  if (fact.type === 'step-overdue') {
    return fact.step === awaitedSteps[state] ? takenBackFrom(state, `${fact.step}-overdue`, now) : unchanged(checkout);
  }
  return isKnown(state, fact) ? unchanged(checkout) : impossible(checkout, fact);
}

function takenBackFrom(state: GoingForward['state'], reason: string, now: Date): Next {
  if (state === 'charged' || state === 'confirmed' || state === 'settled') throw new CancellationTooLate(state);
  return cancel(commanded[state], reason, now);
}

const path = ['placed', 'priced', 'reserved', 'screened', 'charged', 'confirmed', 'settled'] as const;

const reachedBy: Partial<Record<CheckoutFact['type'], GoingForward['state']>> = {
  'order-priced': 'priced',
  'stock-reserved': 'reserved',
  'order-screened': 'screened',
  'payment-captured': 'charged',
  'stock-committed': 'confirmed',
};

function isKnown(state: GoingForward['state'], fact: CheckoutFact): boolean {
  const reached = lastStepOf(fact) ? 'confirmed' : reachedBy[fact.type];
  return reached !== undefined && path.indexOf(state) >= path.indexOf(reached);
}

function next(checkout: GoingForward, ...commands: CheckoutCommand[]): Next {
  return { checkout, commands };
}
