import type { Money } from '@holdfast/contract-kit/money';

export type CheckoutFact =
  | ParticipantFact
  | { readonly type: 'cancel-wanted' }
  | { readonly type: 'step-overdue'; readonly step: AwaitedStep }
  | { readonly type: 'notice-sent'; readonly notice: Notice }
  | { readonly type: 'shipment-dispatched' }
  | { readonly type: 'order-settled' };

export type ParticipantFact = PricingFact | StockFact | ScreeningFact | PaymentFact;

export type PricingFact =
  | { readonly type: 'order-priced'; readonly amount: Money }
  | { readonly type: 'pricing-refused'; readonly reason: string };

export type StockFact =
  | { readonly type: 'stock-reserved' }
  | { readonly type: 'stock-refused'; readonly reason: string }
  | { readonly type: 'stock-released' }
  | { readonly type: 'stock-committed' }
  | { readonly type: 'reservation-lost'; readonly reason: string };

export interface ScreeningFact {
  readonly type: 'order-screened';
  readonly decision: 'approved' | 'declined' | 'unavailable';
}

export type PaymentFact =
  | { readonly type: 'payment-captured' }
  | { readonly type: 'payment-declined'; readonly reason: string }
  | { readonly type: 'payment-abandoned' }
  | { readonly type: 'payment-refunded' };

export type AwaitedStep = 'price' | 'reserve' | 'screen' | 'charge' | 'commit' | 'cancel';

export type Notice = (typeof notices)[number];
export const notices = ['confirmed', 'cancelled'] as const;
