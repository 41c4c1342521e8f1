import { useCase } from '@holdfast/work';
import { leadOrder } from './lead-order.ts';
import type { OrdersScope } from './orders-work.ts';

export interface CancelOrder {
  readonly orderId: string;
}

export const cancelOrder = useCase('orders.cancel-order', async ({ orderId }: CancelOrder, scope: OrdersScope) => {
  const { order } = await leadOrder(orderId, () => ({ type: 'cancel-wanted' }), scope);
  return { orderId, status: order.checkout.state };
});
