import { OpeningStock } from '../src/domain/opening-stock.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const anotherId = '019a4c1e-7d00-7000-8000-000000000002';

export const ordinaryLines = [
  { article: 'mug', quantity: 2 },
  { article: 'teapot', quantity: 1 },
];

export const opening = new OpeningStock(
  new Map([
    ['mug', 10],
    ['teapot', 3],
    ['sold-out-mug', 0],
  ]),
);
