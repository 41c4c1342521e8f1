import { useCase } from '@holdfast/work';
import { mayCancel } from '../domain/asker.ts';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import type { Order } from '../domain/order.ts';
import { leadOrder } from './lead-order.ts';
import { UnknownOrder } from './order-store.ts';
import type { OrdersScope } from './orders-work.ts';

export interface CancelOrder {
  readonly orderId: string;
}

export const cancelOrder = useCase('orders.cancel-order', async ({ orderId }: CancelOrder, scope: OrdersScope) => {
  const cancelled = (order: Order): CheckoutFact => {
    if (!mayCancel(order, scope.actor)) throw new UnknownOrder(orderId);
    return { type: 'cancel-wanted' };
  };
  const { order } = await leadOrder(orderId, cancelled, scope);
  return { orderId, status: order.checkout.state };
});
