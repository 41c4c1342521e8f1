import { money } from '@holdfast/contract-kit/money';
import type { FactOf } from '../src/domain/fact.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const now = new Date('2026-11-02T10:00:00Z');

export const euros = (amount: number) => money(amount, 'EUR');

export const lines = [
  { article: 'mug', quantity: 2 },
  { article: 'teapot', quantity: 1 },
];

export const priced: FactOf<'priced'> = { type: 'priced', net: euros(10_916), tax: euros(2_074), lines };
export const captured: FactOf<'captured'> = { type: 'captured', amount: euros(12_990), captureId: 'cap_1' };
export const refunded: FactOf<'refunded'> = { type: 'refunded', amount: euros(12_990), refundId: 'ref_1' };
export const dispatched: FactOf<'dispatched'> = { type: 'dispatched', trackingNumber: 'HF-1', lines };
export const cancelled: FactOf<'cancelled'> = { type: 'cancelled' };
