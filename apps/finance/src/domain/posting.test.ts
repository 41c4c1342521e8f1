import { money } from '@holdfast/contract-kit/money';
import { describe, expect, test } from 'vitest';
import { cancelled, captured, dispatched, euros, priced, refunded } from '../../test/an-order.ts';
import type { Fact } from './fact.ts';
import { postingsOf } from './posting.ts';
import { sumsOf } from './sums.ts';

/** What stands in each account after these facts, accounts with nothing left out. */
function balancesOf(...facts: Fact[]) {
  const entries = postingsOf(facts).flatMap((posting) => posting.entries);
  const balances = [...Map.groupBy(entries, ({ account }) => account)].flatMap(([account, same]) =>
    sumsOf(same.map(({ amount }) => amount)).map(({ amount }) => [account, amount] as const),
  );
  return Object.fromEntries(balances);
}

describe('the books of an order', () => {
  test('that has its price: the customer owes it, we owe the goods and the tax', () => {
    expect(balancesOf(priced)).toEqual({ receivable: 12_990, unshipped: -10_916, tax: -2_074 });
  });

  test('that is paid: the provider has the money', () => {
    expect(balancesOf(priced, captured)).toEqual({ 'card-provider': 12_990, unshipped: -10_916, tax: -2_074 });
  });

  test('that is carried out: the net is earned', () => {
    expect(balancesOf(priced, captured, dispatched)).toEqual({
      'card-provider': 12_990,
      revenue: -10_916,
      tax: -2_074,
    });
  });

  test('that came to nothing: nothing', () => {
    expect(balancesOf(priced, cancelled)).toEqual({});
    expect(balancesOf(priced, captured, refunded, cancelled)).toEqual({});
  });

  test('that came to nothing and is not refunded: we owe the customer', () => {
    expect(balancesOf(priced, captured, cancelled)).toEqual({ 'card-provider': 12_990, receivable: -12_990 });
  });

  test('have nothing that could not be right', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const dollar = money(1, 'USD');
    const wrong: Fact[] = [
      { ...captured, amount: euros(-most) },
      { ...refunded, amount: euros(-1) },
      { ...priced, net: euros(most) },
      { ...priced, tax: euros(-1) },
      { ...priced, tax: dollar },
    ];

    expect(postingsOf([...wrong, dispatched, cancelled])).toEqual([]);
    expect(balancesOf(priced, captured, ...wrong)).toEqual(balancesOf(priced, captured));
  });

  test('have no entries of nothing', () => {
    const free = { ...priced, net: euros(0), tax: euros(0) };

    expect(postingsOf([free, { ...captured, amount: euros(0) }, dispatched, cancelled])).toEqual([]);
    expect(postingsOf([{ ...priced, tax: euros(0) }])[0]?.entries).toHaveLength(2);
  });
});
