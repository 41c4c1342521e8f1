import { useCase } from '@holdfast/work';
import type { Order } from '../domain/order.ts';
import type { OrdersReadScope } from './orders-work.ts';

export interface ShowOrder {
  readonly orderId: string;
}

export const showOrder = useCase('orders.show-order', async ({ orderId }: ShowOrder, { orders }: OrdersReadScope) =>
  shown(await orders.get(orderId)),
);

function shown({ id, checkout, steps }: Order) {
  return {
    orderId: id,
    status: checkout.state,
    ...(checkout.state === 'cancelled' && { reason: checkout.reason }),
    steps,
  };
}
