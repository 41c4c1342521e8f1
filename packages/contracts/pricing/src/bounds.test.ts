import { encode, InvalidMessage } from '@holdfast/contract-kit';
import { exampleOf } from '@holdfast/contract-kit/testing';
import { expect, test } from 'vitest';
import { PriceOrder } from './price-order.ts';

const ordinary = exampleOf(import.meta.url, PriceOrder, 'ordinary');
const mugs = (quantity: number) => ({ article: 'mug', quantity });

test.each([
  ['no piece', [mugs(0)]],
  ['more pieces than an order may have', [mugs(1_001)]],
  ['more pieces than an integer of the database holds', [mugs(3_000_000_000)]],
  ['an article with a name that is too long', [{ article: 'x'.repeat(65), quantity: 1 }]],
  ['more lines than an order may have', Array.from({ length: 101 }, () => mugs(1))],
])('a price cannot be asked for %s', (_, lines) => {
  expect(() => encode(PriceOrder, { ...ordinary, lines })).toThrow(InvalidMessage);
});

test('a price can be asked for the largest order', () => {
  const lines = Array.from({ length: 100 }, () => ({ article: 'x'.repeat(64), quantity: 1_000 }));
  expect(() => encode(PriceOrder, { ...ordinary, lines })).not.toThrow();
});
