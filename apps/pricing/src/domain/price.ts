import { add, multiply, type Money } from '@holdfast/contract-kit/money';
import type { ArticlePrice, PriceList } from './price-list.ts';

export type Price = Priced | Refused;

export interface Priced {
  readonly outcome: 'priced';
  readonly totals: Totals;
  readonly lines: readonly PricedLine[];
}

export interface Refused {
  readonly outcome: 'refused';
  readonly reason: 'unknown-article' | 'two-currencies';
  readonly articles: readonly string[];
}

export interface Totals {
  readonly net: Money;
  readonly tax: Money;
  readonly gross: Money;
}

export interface Line {
  readonly article: string;
  readonly quantity: number;
}

export interface PricedLine extends Line {
  readonly unitPrice: Money;
  readonly net: Money;
}

export function price(lines: readonly Line[], priceList: PriceList): Price {
  const unknown = lines.filter(({ article }) => !priceList.has(article));
  if (unknown.length > 0) return refused('unknown-article', unknown);

  const taxed = lines.map((line) => taxedLine(line, priceList.priceOf(line.article)));
  if (new Set(taxed.map(({ line }) => line.net.currency)).size > 1) return refused('two-currencies', lines);

  return { outcome: 'priced', totals: totalsOf(taxed), lines: taxed.map(({ line }) => line) };
}

function refused(reason: Refused['reason'], lines: readonly Line[]): Refused {
  return { outcome: 'refused', reason, articles: [...new Set(lines.map(({ article }) => article))] };
}

interface TaxedLine {
  readonly line: PricedLine;
  readonly taxBasisPoints: number;
}

function taxedLine({ article, quantity }: Line, { net: unitPrice, taxBasisPoints }: ArticlePrice): TaxedLine {
  return { line: { article, quantity, unitPrice, net: multiply(unitPrice, quantity) }, taxBasisPoints };
}

function totalsOf(lines: readonly TaxedLine[]): Totals {
  const net = netOf(lines);
  const tax = [...Map.groupBy(lines, ({ taxBasisPoints }) => taxBasisPoints)].map(taxOfRate).reduce(add);
  return { net, tax, gross: add(net, tax) };
}

// Once per tax rate, on the sum of its lines, so that it makes no difference how an order is cut into lines.
function taxOfRate([taxBasisPoints, lines]: [number, TaxedLine[]]): Money {
  return multiply(netOf(lines), { numerator: taxBasisPoints, denominator: 10_000 });
}

function netOf(lines: readonly TaxedLine[]): Money {
  return lines.map(({ line }) => line.net).reduce(add);
}
