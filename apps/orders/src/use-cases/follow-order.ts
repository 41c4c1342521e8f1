import { useCase } from '@holdfast/work';
import { OrderCancelled } from '@shop/contracts-orders';
import type { CheckoutCommand, CheckoutFact } from '../domain/checkout.ts';
import { follow, type Order } from '../domain/order.ts';
import { orderCancelled } from './order-messages.ts';
import type { OrdersScope } from './orders-work.ts';

export interface FollowOrder {
  readonly orderId: string;
  readonly fact: CheckoutFact;
}

export const followOrder = useCase(
  'orders.follow-order',
  async ({ orderId, fact }: FollowOrder, scope: OrdersScope) => {
    const { order, commands } = await scope.orders.change(orderId, (before) => follow(before, fact, scope.now));
    for (const command of commands) await obey(command, order, scope);
  },
);

async function obey(command: CheckoutCommand, order: Order, { orders, publish, now }: OrdersScope): Promise<void> {
  switch (command.type) {
    case 'cancel-order':
      return publish(OrderCancelled, orderCancelled(order, command.reason));
    case 'note-impossible-fact':
      return orders.noteImpossible({ orderId: order.id, state: command.state, fact: command.fact, at: now });
  }
}
