import { isSameCurrency, type Money } from '@holdfast/contract-kit/money';
import type { Fact } from './fact.ts';

/** Whether these facts can be added up at all: nothing is below zero, and all of it together is counted exactly. */
export function isInRange(facts: readonly Fact[]): boolean {
  const amounts = facts.flatMap(amountsOf).map(({ amount }) => amount);
  const total = amounts.reduce((sum, amount) => sum + BigInt(amount), 0n);
  return amounts.every((amount) => amount >= 0) && total <= Number.MAX_SAFE_INTEGER;
}

export function isInOneCurrency(fact: Fact): boolean {
  const [first, ...others] = amountsOf(fact);
  return others.every((amount) => isSameCurrency(amount, first!));
}

/** Whether a fact could be right, whatever else is heard. One that could not be is kept, and never booked. */
export function isBookable(fact: Fact): boolean {
  return isInRange([fact]) && isInOneCurrency(fact);
}

function amountsOf(fact: Fact): Money[] {
  switch (fact.type) {
    case 'priced':
      return [fact.net, fact.tax];
    case 'captured':
    case 'refunded':
      return [fact.amount];
    case 'dispatched':
    case 'cancelled':
      return [];
  }
}
