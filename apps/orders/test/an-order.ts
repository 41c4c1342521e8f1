import { place, type Order, type OrderRequest } from '../src/domain/order.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const anotherId = '019a4c1e-7d00-7000-8000-000000000002';
export const placedAt = new Date('2026-11-02T10:00:00Z');

export const ordinary: OrderRequest = {
  customer: { name: 'Ada Example', email: 'ada@example.com', address: '1 Sample Street, 12345 Sampleton' },
  cardToken: 'tok_visa_ok',
  lines: [
    { article: 'mug', quantity: 2 },
    { article: 'teapot', quantity: 1 },
  ],
};

export function anOrder(id = orderId): Order {
  return place(ordinary, { id, by: 'somebody', at: placedAt });
}
