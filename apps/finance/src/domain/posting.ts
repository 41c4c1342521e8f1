import { add, multiply, type Money } from '@holdfast/contract-kit/money';
import { factsOf, referenceOf, type Fact, type FactOf } from './fact.ts';
import { isBookable } from './possible-amounts.ts';

export type Account = 'receivable' | 'card-provider' | 'unshipped' | 'revenue' | 'tax';

export interface Posting {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** Above zero is a debit, below it a credit. */
export interface Entry {
  readonly account: Account;
  readonly amount: Money;
}

/**
 * Everything that these facts call for, but for those that could not be right. One more fact only adds postings, so
 * their arrival makes no difference.
 */
export function postingsOf(heard: readonly Fact[]): Posting[] {
  const facts = heard.filter(isBookable);
  const prices = factsOf(facts, 'priced');
  const isCancelled = factsOf(facts, 'cancelled').length > 0;
  const isDispatched = factsOf(facts, 'dispatched').length > 0;
  return [
    ...prices.map(priced),
    ...(isCancelled ? prices.map(cancelled) : []),
    ...(isDispatched ? prices.map(earned) : []),
    ...factsOf(facts, 'captured').map(captured),
    ...factsOf(facts, 'refunded').map(refunded),
  ].filter(({ entries }) => entries.length > 0);
}

function priced(price: FactOf<'priced'>): Posting {
  return posting(`priced/${referenceOf(price)}`, [
    debit('receivable', add(price.net, price.tax)),
    credit('unshipped', price.net),
    credit('tax', price.tax),
  ]);
}

function cancelled(price: FactOf<'priced'>): Posting {
  return posting(`cancelled/${referenceOf(price)}`, [
    credit('receivable', add(price.net, price.tax)),
    debit('unshipped', price.net),
    debit('tax', price.tax),
  ]);
}

function earned(price: FactOf<'priced'>): Posting {
  return posting(`earned/${referenceOf(price)}`, [debit('unshipped', price.net), credit('revenue', price.net)]);
}

function captured({ amount, captureId }: FactOf<'captured'>): Posting {
  return posting(`captured/${captureId}`, [debit('card-provider', amount), credit('receivable', amount)]);
}

function refunded({ amount, refundId }: FactOf<'refunded'>): Posting {
  return posting(`refunded/${refundId}`, [debit('receivable', amount), credit('card-provider', amount)]);
}

function posting(name: string, entries: readonly Entry[]): Posting {
  return { name, entries: entries.filter(({ amount }) => amount.amount !== 0) };
}

function debit(account: Account, amount: Money): Entry {
  return { account, amount };
}

function credit(account: Account, amount: Money): Entry {
  return { account, amount: multiply(amount, -1) };
}
