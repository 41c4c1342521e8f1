import { add, isSameCurrency, money, multiply, type Money } from '@holdfast/contract-kit/money';

/** One sum for each currency in which it is not zero. */
export type Sums = readonly Money[];

export function sumsOf(amounts: readonly Money[]): Sums {
  return [...Map.groupBy(amounts, ({ currency }) => currency).values()]
    .map((same) => same.reduce(add))
    .filter(({ amount }) => amount !== 0);
}

export function difference(amounts: readonly Money[], taken: readonly Money[]): Sums {
  return sumsOf([...amounts, ...taken.map((amount) => multiply(amount, -1))]);
}

export function isExactly(sums: Sums, expected: Money): boolean {
  return difference(sums, [expected]).length === 0;
}

/** The sums as one amount, where that can be said: nothing is nothing in the currency of `like`. */
export function asOne(sums: Sums, like: Money | undefined): Money | undefined {
  if (sums.length === 0) return like && money(0, like.currency);
  return sums.length === 1 && (!like || isSameCurrency(sums[0]!, like)) ? sums[0] : undefined;
}
