import type { Advanced } from './advanced.ts';
import type { AwaitedStep, CheckoutFact } from './checkout-fact.ts';
import { awaitedSteps, type GoingForward } from './forward-states.ts';
import { goForward } from './going-forward.ts';
import { takeBack, type TakingBack } from './taking-back.ts';

export type Checkout = GoingForward | TakingBack;

/**
 * Leads an order from step to step. A fact that comes again changes nothing; one that cannot be true in this state is
 * named. Throws `CancellationTooLate`.
 */
export function advance(checkout: Checkout, fact: CheckoutFact, now: Date): Advanced<Checkout> {
  return isTakingBack(checkout) ? takeBack(checkout, fact, now) : goForward(checkout, fact, now);
}

export function awaitedStep({ state }: Checkout): AwaitedStep | undefined {
  return state === 'cancelling' ? 'cancel' : awaitedSteps[state];
}

export function isTakingBack(checkout: Checkout): checkout is TakingBack {
  return checkout.state === 'cancelling' || checkout.state === 'cancelled';
}
