import type { Money } from '@holdfast/contract-kit/money';
import type { ReserveStock } from '@shop/contracts-inventory';
import type { OrderCancelled, OrderConfirmed, OrderPlaced } from '@shop/contracts-orders';
import type { ChargeOrder, ScreenOrder } from '@shop/contracts-payments';
import type { PriceOrder } from '@shop/contracts-pricing';
import type { Order } from '../domain/order.ts';

export function orderPlaced({ id, lines, placedAt }: Order): OrderPlaced {
  return { orderId: id, lines: [...lines], placedAt: placedAt.toISOString() };
}

export function priceOrder({ id, lines }: Order): PriceOrder {
  return { orderId: id, lines: [...lines] };
}

export function reserveStock({ id, lines }: Order): ReserveStock {
  return { orderId: id, lines: [...lines] };
}

export function screenOrder({ id, customer }: Order, amount: Money): ScreenOrder {
  return { orderId: id, amount, email: customer.email };
}

export function chargeOrder({ id, cardToken }: Order, amount: Money): ChargeOrder {
  return { orderId: id, amount, cardToken };
}

export function orderConfirmed({ id, lines, customer }: Order, amount: Money): OrderConfirmed {
  const { name, email, address } = customer;
  return { orderId: id, lines: [...lines], amount, customer: { name, email }, address };
}

export function orderCancelled({ id, customer: { name, email } }: Order, reason: string): OrderCancelled {
  return { orderId: id, reason, customer: { name, email } };
}
