import type { OrderCancelled, OrderPlaced } from '@shop/contracts-orders';
import type { PriceOrder } from '@shop/contracts-pricing';
import type { Order } from '../domain/order.ts';

export function orderPlaced({ id, lines, placedAt }: Order): OrderPlaced {
  return { orderId: id, lines: [...lines], placedAt: placedAt.toISOString() };
}

export function priceOrder({ id, lines }: Order): PriceOrder {
  return { orderId: id, lines: [...lines] };
}

export function orderCancelled({ id }: Order, reason: string): OrderCancelled {
  return { orderId: id, reason };
}
