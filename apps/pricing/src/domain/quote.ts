import type { Price } from './price.ts';

/** What pricing said about an order, and by which list. It is said once and never changes. */
export interface Quote {
  readonly orderId: string;
  readonly priceList: string;
  readonly price: Price;
  readonly quotedAt: Date;
}
