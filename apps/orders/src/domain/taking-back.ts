import { impossible, unchanged, type Advanced, type CheckoutCommand } from './advanced.ts';
import type { CheckoutFact, ParticipantFact } from './checkout-fact.ts';
import { afterAnswer, openIn, type Participants } from './participants.ts';

/** An order that comes to nothing. It is cancelled once nobody who was commanded owes an answer. */
export interface TakingBack extends Participants {
  readonly state: 'cancelling' | 'cancelled';
  /** When it came into this state, or asked again in it. */
  readonly since: Date;
  readonly reason: string;
}

/** Commands what takes back everything that was commanded, whether it was seen to succeed or not. */
export function cancel(participants: Participants, reason: string, now: Date): Advanced<TakingBack> {
  const checkout: TakingBack = { state: 'cancelling', since: now, reason, ...participants };
  return endedIfNothingIsOpen(checkout, compensationsOf(openIn(participants)), now);
}

export function takeBack(checkout: TakingBack, fact: CheckoutFact, now: Date): Advanced<TakingBack> {
  switch (fact.type) {
    case 'cancel-wanted':
      return unchanged(checkout);
    case 'step-overdue':
      return fact.step === 'cancel' && checkout.state === 'cancelling' ? askAgain(checkout, now) : unchanged(checkout);
    case 'notice-sent':
      return fact.notice === checkout.state ? unchanged(checkout) : impossible(checkout, fact);
    case 'shipment-dispatched':
    case 'order-settled':
      return impossible(checkout, fact);
    default:
      return answered(checkout, fact, now);
  }
}

// There is no other way to an end than their answers: the same commands again, and a person looks.
function askAgain(checkout: TakingBack, now: Date): Advanced<TakingBack> {
  const open = openIn(checkout);
  return {
    checkout: { ...checkout, since: now },
    commands: [...compensationsOf(open), { type: 'page', step: 'cancel', waitsFor: open }],
  };
}

function answered(checkout: TakingBack, fact: ParticipantFact, now: Date): Advanced<TakingBack> {
  const after = afterAnswer(checkout, fact);
  if (after === undefined) return impossible(checkout, fact);
  const changed: TakingBack = { ...checkout, ...after };
  if (isSame(changed, checkout)) return unchanged(checkout);
  const opened = openIn(changed).filter((who) => !openIn(checkout).includes(who));
  return endedIfNothingIsOpen(changed, compensationsOf(opened), now);
}

function endedIfNothingIsOpen(
  checkout: TakingBack,
  commands: readonly CheckoutCommand[],
  now: Date,
): Advanced<TakingBack> {
  const { state, reason } = checkout;
  if (state === 'cancelled' || openIn(checkout).length > 0) return { checkout, commands };
  return {
    checkout: { ...checkout, state: 'cancelled', since: now },
    commands: [...commands, { type: 'cancel-order', reason }],
  };
}

const compensations: Partial<Record<keyof Participants, CheckoutCommand>> = {
  stock: { type: 'release-stock' },
  payment: { type: 'refund-order' },
};

const compensationsOf = (open: readonly (keyof Participants)[]) => open.flatMap((who) => compensations[who] ?? []);

const isSame = (one: Participants, other: Participants) =>
  one.pricing === other.pricing &&
  one.stock === other.stock &&
  one.screening === other.screening &&
  one.payment === other.payment;
