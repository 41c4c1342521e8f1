import { money, type Money } from '@holdfast/contract-kit/money';
import type { Insertable, Selectable } from 'kysely';
import type { Capture, Payment, Refund } from '../domain/payment.ts';
import type { Payments } from './schema.ts';

export function toColumns(payment: Payment) {
  const { state, asked, capture, reason, refund }: AnyPayment = payment;
  return {
    state,
    asked_amount: asked?.amount ?? null,
    asked_currency: asked?.currency ?? null,
    capture_id: capture?.captureId ?? null,
    captured_amount: capture?.amount.amount ?? null,
    captured_currency: capture?.amount.currency ?? null,
    reason: reason ?? null,
    refund_id: refund?.refundId ?? null,
    refunded_amount: refund?.amount.amount ?? null,
    refunded_currency: refund?.amount.currency ?? null,
  } satisfies Partial<Insertable<Payments>>;
}

// The constraints of the table see to it that each state has what it needs, and nothing else.
export function toPayment(row: Selectable<Payments>): Payment {
  const asked = moneyIn(row.asked_amount, row.asked_currency);
  const captured = moneyIn(row.captured_amount, row.captured_currency);
  const refunded = moneyIn(row.refunded_amount, row.refunded_currency);
  return {
    state: row.state,
    ...(asked && { asked }),
    ...(captured && { capture: { captureId: row.capture_id, amount: captured } }),
    ...(row.reason !== null && { reason: row.reason }),
    ...(refunded && { refund: { refundId: row.refund_id, amount: refunded } }),
  } as Payment;
}

interface AnyPayment {
  readonly state: Payment['state'];
  readonly asked?: Money;
  readonly capture?: Capture;
  readonly reason?: string;
  readonly refund?: Refund;
}

function moneyIn(amount: string | null, currency: string | null): Money | undefined {
  return amount === null || currency === null ? undefined : money(Number(amount), currency);
}
