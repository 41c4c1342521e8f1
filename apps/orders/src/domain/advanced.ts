import type { Money } from '@holdfast/contract-kit/money';
import type { AwaitedStep, CheckoutFact } from './checkout-fact.ts';
import type { Participants } from './participants.ts';

export interface Advanced<C> {
  readonly checkout: C;
  readonly commands: readonly CheckoutCommand[];
}

export type CheckoutCommand =
  | { readonly type: 'reserve-stock' }
  | { readonly type: 'release-stock' }
  | { readonly type: 'commit-stock' }
  | { readonly type: 'screen-order'; readonly amount: Money }
  | { readonly type: 'charge-order'; readonly amount: Money }
  | { readonly type: 'refund-order' }
  | { readonly type: 'confirm-order'; readonly amount: Money }
  | { readonly type: 'cancel-order'; readonly reason: string }
  | { readonly type: 'note-impossible-fact'; readonly state: string; readonly fact: CheckoutFact['type'] }
  | { readonly type: 'page'; readonly step: AwaitedStep; readonly waitsFor: readonly (keyof Participants)[] };

export function unchanged<C>(checkout: C): Advanced<C> {
  return { checkout, commands: [] };
}

export function impossible<C extends { readonly state: string }>(checkout: C, fact: CheckoutFact): Advanced<C> {
  return { checkout, commands: [{ type: 'note-impossible-fact', state: checkout.state, fact: fact.type }] };
}
