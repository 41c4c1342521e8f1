import type { Money } from '@holdfast/contract-kit/money';

export type Payment =
  | { readonly state: 'charging' | 'cancelling'; readonly asked: Money }
  | { readonly state: 'captured' | 'refunding' | 'owed'; readonly asked: Money; readonly capture: Capture }
  | { readonly state: 'refunded'; readonly asked: Money; readonly capture: Capture; readonly refund: Refund }
  | { readonly state: 'declined'; readonly asked: Money; readonly reason: string }
  | { readonly state: 'abandoned'; readonly asked?: Money };

export interface Capture {
  readonly captureId: string;
  readonly amount: Money;
}

export interface Refund {
  readonly refundId: string;
  readonly amount: Money;
}

export type PaymentFact =
  | { readonly type: 'charge-asked'; readonly amount: Money; readonly cardToken: string }
  | { readonly type: 'refund-asked' }
  | { readonly type: 'card-charged'; readonly capture: Capture }
  | { readonly type: 'card-declined'; readonly reason: string }
  | { readonly type: 'charge-abandoned' }
  | { readonly type: 'card-refunded'; readonly refund: Refund }
  | { readonly type: 'refund-abandoned' };

export type PaymentCommand =
  | { readonly type: 'charge-card'; readonly amount: Money; readonly cardToken: string }
  | { readonly type: 'refund-card'; readonly capture: Capture }
  | { readonly type: 'say-captured'; readonly capture: Capture }
  | { readonly type: 'say-declined'; readonly reason: string }
  | { readonly type: 'say-abandoned' }
  | { readonly type: 'say-refunded'; readonly refund: Refund };

export interface Advanced {
  readonly payment: Payment;
  readonly commands: readonly PaymentCommand[];
}

/** What a fact makes of a payment. There is none before an order is to be charged, or is not to be charged any more. */
export function advance(payment: Payment | undefined, fact: PaymentFact): Advanced {
  switch (fact.type) {
    case 'charge-asked':
      return payment ? becomes(payment) : charge(fact);
    case 'refund-asked':
      return payment ? takeBack(payment) : becomes({ state: 'abandoned' });
    case 'card-charged':
      return keep(fact.capture, underWay(payment, fact));
    case 'card-declined':
      return becomes({ ...underWay(payment, fact), state: 'declined', reason: fact.reason });
    case 'charge-abandoned':
      return becomes({ ...underWay(payment, fact), state: 'abandoned' });
    case 'card-refunded':
      return becomes({ ...beingRefunded(payment, fact), state: 'refunded', refund: fact.refund });
    case 'refund-abandoned':
      return becomes({ ...beingRefunded(payment, fact), state: 'owed' });
  }
}

function charge({ amount, cardToken }: FactOf<'charge-asked'>): Advanced {
  return { payment: { state: 'charging', asked: amount }, commands: [{ type: 'charge-card', amount, cardToken }] };
}

function takeBack(payment: Payment): Advanced {
  if (payment.state === 'charging') return becomes({ ...payment, state: 'cancelling' });
  if (payment.state === 'captured') return giveBack(payment);
  return becomes(payment);
}

function keep(capture: Capture, { state, asked }: UnderWay): Advanced {
  const captured = { state: 'captured', asked, capture } as const;
  if (state === 'charging') return becomes(captured);
  const { payment, commands } = giveBack(captured);
  return { payment, commands: [...lastWordOf(captured), ...commands] };
}

function giveBack({ asked, capture }: Captured): Advanced {
  return { payment: { state: 'refunding', asked, capture }, commands: [{ type: 'refund-card', capture }] };
}

// Whoever asks again hears the same: what is said of a payment depends on its state alone.
function becomes(payment: Payment): Advanced {
  return { payment, commands: lastWordOf(payment) };
}

function lastWordOf(payment: Payment): PaymentCommand[] {
  switch (payment.state) {
    case 'charging':
    case 'cancelling':
    case 'refunding':
    case 'owed':
      return [];
    case 'captured':
      return [{ type: 'say-captured', capture: payment.capture }];
    case 'declined':
      return [{ type: 'say-declined', reason: payment.reason }];
    case 'abandoned':
      return [{ type: 'say-abandoned' }];
    case 'refunded':
      return [{ type: 'say-refunded', refund: payment.refund }];
  }
}

function underWay(payment: Payment | undefined, fact: PaymentFact): UnderWay {
  if (payment?.state === 'charging' || payment?.state === 'cancelling') return payment;
  throw new ImpossibleFact(payment, fact);
}

function beingRefunded(payment: Payment | undefined, fact: PaymentFact): Captured {
  if (payment?.state === 'refunding') return payment;
  throw new ImpossibleFact(payment, fact);
}

type UnderWay = Extract<Payment, { readonly state: 'charging' | 'cancelling' }>;
type Captured = Extract<Payment, { readonly state: 'captured' | 'refunding' | 'owed' }>;
type FactOf<T extends PaymentFact['type']> = Extract<PaymentFact, { readonly type: T }>;

export class ImpossibleFact extends Error {
  readonly code = 'impossible-fact';
  readonly state: string;
  readonly fact: string;

  constructor(payment: Payment | undefined, { type }: PaymentFact) {
    super(`A payment that is ${payment?.state ?? 'not there'} cannot take the fact ${type}.`);
    this.state = payment?.state ?? 'none';
    this.fact = type;
  }
}
