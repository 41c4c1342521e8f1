import type { Money } from '@holdfast/contract-kit/money';

/** What a customer is told, once. */
export type Notice = Confirmed | Cancelled;

export interface Confirmed {
  readonly kind: 'confirmed';
  readonly orderId: string;
  readonly customer: Customer;
  readonly lines: readonly Line[];
  readonly amount: Money;
  readonly address: string;
}

export interface Cancelled {
  readonly kind: 'cancelled';
  readonly orderId: string;
  readonly customer: Customer;
  readonly reason: string;
}

export interface Customer {
  readonly name: string;
  readonly email: string;
}

export interface Line {
  readonly article: string;
  readonly quantity: number;
}
