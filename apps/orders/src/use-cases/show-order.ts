import { useCase } from '@holdfast/work';
import { maySee } from '../domain/asker.ts';
import type { Order } from '../domain/order.ts';
import { UnknownOrder } from './order-store.ts';
import type { OrdersReadScope } from './orders-work.ts';

export interface ShowOrder {
  readonly orderId: string;
}

export const showOrder = useCase(
  'orders.show-order',
  async ({ orderId }: ShowOrder, { orders, actor }: OrdersReadScope) => {
    const order = await orders.get(orderId);
    if (!maySee(order, actor)) throw new UnknownOrder(orderId);
    return shown(order);
  },
);

function shown({ id, checkout, steps }: Order) {
  return {
    orderId: id,
    status: checkout.state,
    ...(checkout.state === 'cancelled' && { reason: checkout.reason }),
    steps,
  };
}
