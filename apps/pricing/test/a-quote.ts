import { money } from '@holdfast/contract-kit/money';
import { PriceList } from '../src/domain/price-list.ts';
import { price } from '../src/domain/price.ts';
import type { Quote } from '../src/domain/quote.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
const quotedAt = new Date('2026-11-02T10:00:00Z');

export const priceList = new PriceList(
  'spring',
  new Map([
    ['mug', { net: money(1250, 'EUR'), taxBasisPoints: 1900 }],
    ['teapot', { net: money(8416, 'EUR'), taxBasisPoints: 1900 }],
  ]),
);

export const ordinaryLines = [
  { article: 'mug', quantity: 2 },
  { article: 'teapot', quantity: 1 },
];
export const unknownLines = [{ article: 'samovar', quantity: 1 }];

export function aQuote(lines = ordinaryLines): Quote {
  return { orderId, price: price(lines, priceList), priceList: priceList.name, quotedAt };
}

export function aRefusal(): Quote {
  return aQuote(unknownLines);
}
