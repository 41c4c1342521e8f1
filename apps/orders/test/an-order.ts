import { readFileSync } from 'node:fs';
import { place, type Order, type OrderRequest } from '../src/domain/order.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const anotherId = '019a4c1e-7d00-7000-8000-000000000002';
export const placedAt = new Date('2026-11-02T10:00:00Z');

/** The order that a person finds in `examples/`. */
export const ordinary: OrderRequest = JSON.parse(
  readFileSync(new URL('../../../examples/orders/ordinary.json', import.meta.url), 'utf8'),
);

export function anOrder(id = orderId): Order {
  return place(ordinary, { id, by: 'somebody', at: placedAt });
}
