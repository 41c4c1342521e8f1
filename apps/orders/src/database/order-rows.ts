import type { Insertable, Selectable } from 'kysely';
import type { Checkout } from '../domain/checkout.ts';
import type { Order } from '../domain/order.ts';
import type { OrderLines, Orders, OrderSteps } from './schema.ts';

export interface OrderRows {
  readonly order: Selectable<Orders>;
  readonly lines: readonly Pick<OrderLines, 'article' | 'quantity'>[];
  readonly steps: readonly Pick<Selectable<OrderSteps>, 'name' | 'service' | 'at'>[];
}

export function toOrder({ order, lines, steps }: OrderRows): Order {
  return {
    id: order.id,
    customer: { name: order.customer_name, email: order.customer_email, address: order.customer_address },
    cardToken: order.card_token,
    lines,
    placedBy: order.placed_by,
    placedAt: order.placed_at,
    checkout: toCheckout(order),
    steps,
  };
}

function toCheckout({ id, state, since, reason }: Selectable<Orders>): Checkout {
  if (state === 'placed' || state === 'priced') return { state, since };
  if (state === 'cancelled' && reason !== null) return { state, since, reason };
  throw new Error(`Order ${id} is in the unknown state "${state}".`);
}

export function toOrderRow(order: Order): Insertable<Orders> {
  return {
    id: order.id,
    customer_name: order.customer.name,
    customer_email: order.customer.email,
    customer_address: order.customer.address,
    card_token: order.cardToken,
    placed_by: order.placedBy,
    placed_at: order.placedAt,
    ...toStateColumns(order.checkout),
  };
}

export function toStateColumns(checkout: Checkout) {
  return {
    state: checkout.state,
    since: checkout.since,
    reason: checkout.state === 'cancelled' ? checkout.reason : null,
  };
}

export function toLineRows({ id, lines }: Order): Insertable<OrderLines>[] {
  return lines.map((line, index) => ({ order_id: id, number: index + 1, ...line }));
}

/** The steps after the first `known` ones: steps are only added. */
export function toStepRows({ id, steps }: Order, known = 0): Insertable<OrderSteps>[] {
  return steps.map((step, index) => ({ order_id: id, number: index + 1, ...step })).slice(known);
}
