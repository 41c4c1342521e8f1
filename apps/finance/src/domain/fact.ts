import { isSameCurrency, type Money } from '@holdfast/contract-kit/money';

export type Fact =
  | { readonly type: 'priced'; readonly net: Money; readonly tax: Money; readonly lines: readonly Line[] }
  | { readonly type: 'captured'; readonly amount: Money; readonly captureId: string }
  | { readonly type: 'refunded'; readonly amount: Money; readonly refundId: string }
  | { readonly type: 'dispatched'; readonly trackingNumber: string; readonly lines: readonly Line[] }
  | { readonly type: 'cancelled' };

export type FactOf<T extends Fact['type']> = Extract<Fact, { readonly type: T }>;

export interface Line {
  readonly article: string;
  readonly quantity: number;
}

/** With the type it says which fact this is: the same again is a repeat, another one beside it is a fact of its own. */
export function referenceOf(fact: Fact): string {
  switch (fact.type) {
    case 'priced':
      return isSameCurrency(fact.net, fact.tax)
        ? `${fact.net.amount}+${fact.tax.amount}-${fact.net.currency}`
        : `${fact.net.amount}-${fact.net.currency}+${fact.tax.amount}-${fact.tax.currency}`;
    case 'captured':
      return fact.captureId;
    case 'refunded':
      return fact.refundId;
    case 'dispatched':
      return fact.trackingNumber;
    case 'cancelled':
      return 'once';
  }
}

export function isSameFact(one: Fact, other: Fact): boolean {
  return one.type === other.type && referenceOf(one) === referenceOf(other);
}

export function factsOf<T extends Fact['type']>(facts: readonly Fact[], type: T): FactOf<T>[] {
  return facts.filter((fact): fact is FactOf<T> => fact.type === type);
}
