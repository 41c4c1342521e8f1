import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  add,
  decimalsOf,
  format,
  InexactFactor,
  isSameCurrency,
  Money,
  money,
  multiply,
  NotMoney,
  TwoCurrencies,
} from './money.ts';

const euros = (amount: number) => money(amount, 'EUR');
const decimalsByIntl = (currency: string) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 0;
const anAmount = fc.integer({ min: -(10 ** 12), max: 10 ** 12 });

describe('money', () => {
  test.each([1.5, Number.NaN, Infinity, 2 ** 53])('is whole and exact, so not %d', (amount) => {
    expect(() => euros(amount)).toThrow(NotMoney);
    expect(Money.safeParse({ amount, currency: 'EUR' }).success).toBe(false);
  });

  test.each(['', 'eur', 'EURO', 'XYZ', 'toString'])('has a currency of ISO 4217, so not %j', (currency) => {
    expect(() => money(1, currency)).toThrow(NotMoney);
    expect(Money.safeParse({ amount: 1, currency }).success).toBe(false);
  });

  test('is the same as a message part and as a value', () => {
    expect(z.parse(Money, euros(12_990))).toEqual({ amount: 12_990, currency: 'EUR' });
  });
});

describe('adding', () => {
  test('is exact, whatever comes first', () => {
    fc.assert(
      fc.property(anAmount, anAmount, (one, other) => {
        expect(add(euros(one), euros(other))).toEqual(euros(one + other));
        expect(add(euros(other), euros(one))).toEqual(add(euros(one), euros(other)));
      }),
    );
  });

  test('refuses two currencies', () => {
    expect(() => add(euros(1), money(1, 'USD'))).toThrow(TwoCurrencies);
    expect(isSameCurrency(euros(1), money(1, 'USD'))).toBe(false);
  });

  test('refuses a sum that could not be carried exactly', () => {
    expect(() => add(euros(Number.MAX_SAFE_INTEGER), euros(1))).toThrow(NotMoney);
  });
});

describe('multiplying', () => {
  test('by a count is adding that often', () => {
    fc.assert(
      fc.property(anAmount, fc.integer({ min: 1, max: 20 }), (amount, count) => {
        const sum = Array.from({ length: count - 1 }).reduce<Money>(
          (total) => add(total, euros(amount)),
          euros(amount),
        );
        expect(multiply(euros(amount), count)).toEqual(sum);
      }),
    );
  });

  test('by a ratio is at most half a unit away from the exact result, and the same for debts', () => {
    const ratio = fc.record({
      numerator: fc.integer({ min: 0, max: 1_000 }),
      denominator: fc.integer({ min: 1, max: 10_000 }),
    });
    fc.assert(
      fc.property(anAmount, ratio, (amount, { numerator, denominator }) => {
        const product = multiply(euros(amount), { numerator, denominator }).amount;
        const twiceTheError = 2n * (BigInt(product) * BigInt(denominator) - BigInt(amount) * BigInt(numerator));
        expect(twiceTheError <= BigInt(denominator) && twiceTheError >= -BigInt(denominator)).toBe(true);
        expect(multiply(euros(-amount), { numerator, denominator }).amount + product).toBe(0);
      }),
    );
  });

  test.each([
    [10_916, 19, 100, 2_074],
    [50, 1, 100, 1],
    [49, 1, 100, 0],
    [-50, 1, 100, -1],
    [50, -1, 100, -1],
    [7, 1, -2, -4],
  ])('rounds half away from zero: %d times %d over %d is %d', (amount, numerator, denominator, result) => {
    expect(multiply(euros(amount), { numerator, denominator })).toEqual(euros(result));
  });

  test('refuses a fraction, and nothing to divide by', () => {
    expect(() => multiply(euros(100), 0.19)).toThrow(InexactFactor);
    expect(() => multiply(euros(100), { numerator: 1, denominator: 0 })).toThrow(InexactFactor);
    expect(() => multiply(euros(Number.MAX_SAFE_INTEGER), 2)).toThrow(NotMoney);
  });
});

describe('writing an amount', () => {
  test.each([
    [money(12_990, 'EUR'), '129.90 EUR'],
    [money(5, 'EUR'), '0.05 EUR'],
    [money(-5, 'EUR'), '-0.05 EUR'],
    [money(0, 'EUR'), '0.00 EUR'],
    [money(500, 'JPY'), '500 JPY'],
    [money(-1, 'JPY'), '-1 JPY'],
    [money(1_234, 'BHD'), '1.234 BHD'],
    [money(Number.MAX_SAFE_INTEGER, 'EUR'), '90071992547409.91 EUR'],
  ])('follows its currency: %j', (amount, text) => expect(format(amount)).toBe(text));
});

describe('the decimals of a currency', () => {
  test.each([
    ['EUR', 2],
    ['JPY', 0],
    ['BHD', 3],
    ['HUF', 2],
    ['IQD', 3],
  ])('are those of ISO 4217: %s', (currency, decimals) => expect(decimalsOf(currency)).toBe(decimals));

  test('are never fewer than people like to see', () => {
    expect(
      Intl.supportedValuesOf('currency').filter((currency) => decimalsOf(currency) < decimalsByIntl(currency)),
    ).toEqual([]);
  });
});
