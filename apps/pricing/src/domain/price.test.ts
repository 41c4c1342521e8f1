import { money } from '@holdfast/contract-kit/money';
import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PriceList } from './price-list.ts';
import { price, type Line, type Totals } from './price.ts';

const priceList = new PriceList(
  'test',
  new Map([
    ['mug', { net: money(1250, 'EUR'), taxBasisPoints: 1900 }],
    ['teapot', { net: money(8416, 'EUR'), taxBasisPoints: 1900 }],
    ['tea-tin', { net: money(993, 'EUR'), taxBasisPoints: 700 }],
    ['stamp', { net: money(5, 'EUR'), taxBasisPoints: 1000 }],
    ['gift-card', { net: money(2500, 'USD'), taxBasisPoints: 0 }],
  ]),
);

const lines = (quantities: Record<string, number>): Line[] =>
  Object.entries(quantities).map(([article, quantity]) => ({ article, quantity }));

const totals = (of: readonly Line[]): Totals => {
  const priced = price(of, priceList);
  if (priced.outcome === 'refused') throw new Error(priced.reason);
  return priced.totals;
};

describe('the price of an order', () => {
  test('has the price of each line, their sum, the tax and both together', () => {
    expect(price(lines({ mug: 2, teapot: 1 }), priceList)).toEqual({
      outcome: 'priced',
      totals: { net: money(10_916, 'EUR'), tax: money(2074, 'EUR'), gross: money(12_990, 'EUR') },
      lines: [
        { article: 'mug', quantity: 2, unitPrice: money(1250, 'EUR'), net: money(2500, 'EUR') },
        { article: 'teapot', quantity: 1, unitPrice: money(8416, 'EUR'), net: money(8416, 'EUR') },
      ],
    });
  });

  test('is refused for unknown articles, and says which', () => {
    const unknown = ['samovar', 'constructor', '__proto__'].map((article) => ({ article, quantity: 1 }));

    expect(price([...lines({ mug: 1 }), ...unknown, ...unknown], priceList)).toEqual({
      outcome: 'refused',
      reason: 'unknown-article',
      articles: ['samovar', 'constructor', '__proto__'],
    });
  });

  test('is refused when the articles have two currencies', () => {
    expect(price(lines({ mug: 1, 'gift-card': 1 }), priceList)).toEqual({
      outcome: 'refused',
      reason: 'two-currencies',
      articles: ['mug', 'gift-card'],
    });
  });
});

describe('the tax of an order', () => {
  test.each([
    { article: 'stamp', quantity: 1, tax: 1 }, // 0.5
    { article: 'stamp', quantity: 3, tax: 2 }, // 1.5
    { article: 'tea-tin', quantity: 1, tax: 70 }, // 69.51
    { article: 'mug', quantity: 1, tax: 238 }, // 237.5
    { article: 'gift-card', quantity: 1, tax: 0 },
  ])('of $quantity $article is $tax, halves rounded up', ({ tax, ...line }) => {
    expect(totals([line]).tax.amount).toBe(tax);
  });

  test('is within half a cent of the exact value for each rate', () => {
    assert(
      property(anOrder, (order) => {
        const exact = order.reduce((sum, { article, quantity }) => sum + exactTax(article) * quantity, 0);
        const rates = new Set(order.map(({ article }) => priceList.priceOf(article).taxBasisPoints)).size;
        const { net, tax, gross } = totals(order);

        expect(Math.abs(tax.amount * 10_000 - exact)).toBeLessThanOrEqual(rates * 5_000);
        expect(gross.amount).toBe(net.amount + tax.amount);
      }),
    );
  });

  test('does not depend on how an order is cut into lines, or on their sequence', () => {
    assert(
      property(anOrder, (order) => {
        const pieces = order.flatMap(({ article, quantity }) =>
          Array.from({ length: quantity }, () => ({ article, quantity: 1 })),
        );

        expect(totals(pieces.toReversed())).toEqual(totals(order));
      }),
    );
  });
});

const anOrder = array(
  record({ article: constantFrom('mug', 'teapot', 'tea-tin', 'stamp'), quantity: integer({ min: 1, max: 30 }) }),
  { minLength: 1, maxLength: 10 },
);

function exactTax(article: string): number {
  const { net, taxBasisPoints } = priceList.priceOf(article);
  return net.amount * taxBasisPoints;
}
