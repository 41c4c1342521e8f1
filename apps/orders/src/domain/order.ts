import { advance, type Checkout, type CheckoutCommand, type CheckoutFact } from './checkout.ts';

export const mostLines = 100;
export const highestQuantity = 1_000;

export interface Order {
  readonly id: string;
  readonly customer: Customer;
  readonly cardToken: string;
  readonly lines: readonly OrderLine[];
  readonly placedBy: string;
  readonly placedAt: Date;
  readonly checkout: Checkout;
  readonly steps: readonly Step[];
}

export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly address: string;
}

export interface OrderLine {
  readonly article: string;
  readonly quantity: number;
}

export interface Step {
  readonly name: string;
  readonly service: string;
  readonly at: Date;
}

export type OrderRequest = Pick<Order, 'customer' | 'cardToken' | 'lines'>;

export function place(request: OrderRequest, placing: { id: string; by: string; at: Date }): Order {
  const { customer, cardToken, lines } = request;
  const { id, by, at } = placing;
  return {
    id,
    customer,
    cardToken,
    lines,
    placedBy: by,
    placedAt: at,
    checkout: { state: 'placed', since: at },
    steps: [{ name: 'place', service: 'orders', at }],
  };
}

export interface Followed {
  readonly order: Order;
  readonly commands: readonly CheckoutCommand[];
}

/** A step is written down only when its fact moves the checkout, so a repeat keeps the first time. */
export function follow(order: Order, fact: CheckoutFact, now: Date): Followed {
  const { checkout, commands } = advance(order.checkout, fact, now);
  const steps = checkout === order.checkout ? [] : stepsDoneBy(fact, now);
  return { order: { ...order, checkout, steps: [...order.steps, ...steps] }, commands };
}

function stepsDoneBy(fact: CheckoutFact, at: Date): Step[] {
  switch (fact.type) {
    case 'order-priced':
      return [{ name: 'price', service: 'pricing', at }];
    case 'pricing-refused':
      return [];
  }
}
