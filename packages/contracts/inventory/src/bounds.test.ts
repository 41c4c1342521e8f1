import { encode, InvalidMessage } from '@holdfast/contract-kit';
import { exampleOf } from '@holdfast/contract-kit/testing';
import { expect, test } from 'vitest';
import { ReserveStock } from './reserve-stock.ts';

const ordinary = exampleOf(import.meta.url, ReserveStock, 'ordinary');
const mugs = (quantity: number) => ({ article: 'mug', quantity });

test.each([
  ['no piece', [mugs(0)]],
  ['more pieces than an order may have', [mugs(1_001)]],
  ['an article with a name that is too long', [{ article: 'x'.repeat(65), quantity: 1 }]],
  ['more lines than an order may have', Array.from({ length: 101 }, () => mugs(1))],
])('stock cannot be reserved for %s', (_, lines) => {
  expect(() => encode(ReserveStock, { ...ordinary, lines })).toThrow(InvalidMessage);
});

test('stock can be reserved for the largest order', () => {
  const lines = Array.from({ length: 100 }, () => ({ article: 'x'.repeat(64), quantity: 1_000 }));
  expect(() => encode(ReserveStock, { ...ordinary, lines })).not.toThrow();
});
