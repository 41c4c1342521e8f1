import { money } from '@holdfast/contract-kit/money';
import type { CheckoutFact } from '../src/domain/checkout-fact.ts';
import { follow, place, type DeadlinesMs, type Order, type OrderRequest } from '../src/domain/order.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const anotherId = '019a4c1e-7d00-7000-8000-000000000002';
export const placedAt = new Date('2026-11-02T10:00:00Z');
export const owner = { id: 'rose', roles: ['customer'] };
export const amount = money(12_990, 'EUR');
export const deadlinesMs: DeadlinesMs = {
  price: 1_000,
  reserve: 2_000,
  screen: 3_000,
  charge: 4_000,
  commit: 5_000,
  cancel: 6_000,
};

export const ordinary: OrderRequest = {
  customer: { name: 'Ada Example', email: 'ada@example.com', address: '1 Sample Street, 12345 Sampleton' },
  cardToken: 'tok_visa_ok',
  lines: [
    { article: 'mug', quantity: 2 },
    { article: 'teapot', quantity: 1 },
  ],
};

/** The facts of an order that goes through all steps, in sequence. */
export const allFacts = {
  priced: { type: 'order-priced', amount },
  reserved: { type: 'stock-reserved' },
  screened: { type: 'order-screened', decision: 'approved' },
  captured: { type: 'payment-captured' },
  committed: { type: 'stock-committed' },
  noticed: { type: 'notice-sent', notice: 'confirmed' },
  dispatched: { type: 'shipment-dispatched' },
  settled: { type: 'order-settled' },
} satisfies Record<string, CheckoutFact>;

export function anOrder(id = orderId): Order {
  return place(ordinary, { id, by: owner.id, at: placedAt }, deadlinesMs);
}

/** An order after these facts, one second apart. */
export function following(order: Order, ...facts: readonly CheckoutFact[]): Order {
  return facts.reduce((before, fact, index) => follow(before, fact, secondsLater(index + 1), deadlinesMs).order, order);
}

export function secondsLater(seconds: number): Date {
  return new Date(placedAt.getTime() + seconds * 1_000);
}
