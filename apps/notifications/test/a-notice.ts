import { money } from '@holdfast/contract-kit/money';
import type { Cancelled, Confirmed } from '../src/domain/notice.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const anotherId = '019a4c1e-7d00-7000-8000-000000000002';

const customer = { name: 'Ada Example', email: 'ada@example.com' };
const lines = [
  { article: 'mug', quantity: 2 },
  { article: 'teapot', quantity: 1 },
];
const amount = money(12_990, 'EUR');
const address = '1 Sample Street, 12345 Sampleton';

export function aConfirmation(): Confirmed {
  return { kind: 'confirmed', orderId, customer, lines, amount, address };
}

export function aCancellation(reason = 'out-of-stock'): Cancelled {
  return { kind: 'cancelled', orderId, customer, reason };
}
