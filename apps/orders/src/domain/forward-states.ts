import type { Money } from '@holdfast/contract-kit/money';
import type { AwaitedStep } from './checkout-fact.ts';

/** An order on its way. Each state but the last two waits for one answer; after `charged` there is no way back. */
export type GoingForward = Placed | Priced | Reserved | Screened | Charged | Confirmed | Settled;

export interface Placed extends State<'placed'> {}

export interface Priced extends State<'priced'> {
  /** Unknown of orders that were priced before anybody kept it. Nothing was commanded for those. */
  readonly amount: Money | undefined;
}

export interface Reserved extends State<'reserved'> {
  readonly amount: Money;
}

export interface Screened extends State<'screened'>, Accepted {}

export interface Charged extends State<'charged'>, Accepted {}

export interface Confirmed extends State<'confirmed'>, Accepted {
  readonly awaits: readonly LastStep[];
}

interface Settled extends State<'settled'>, Accepted {}

interface Accepted {
  readonly amount: Money;
  /** Nobody looked at the risk, because nobody was there to, and the amount is small. */
  readonly unscreened: boolean;
}

interface State<Name extends string> {
  readonly state: Name;
  /** When it came into this state, or asked again in it. */
  readonly since: Date;
}

export type LastStep = (typeof lastSteps)[number];
export const lastSteps = ['notify', 'ship', 'settle'] as const;

export const awaitedSteps: Partial<Record<string, AwaitedStep>> = {
  placed: 'price',
  priced: 'reserve',
  reserved: 'screen',
  screened: 'charge',
  charged: 'commit',
} satisfies Record<Exclude<GoingForward['state'], 'confirmed' | 'settled'>, AwaitedStep>;
