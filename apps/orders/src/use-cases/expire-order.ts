import { useCase } from '@holdfast/work';
import { overdueFactOf } from '../domain/order.ts';
import { leadOrder } from './lead-order.ts';
import type { OrdersScope } from './orders-work.ts';

export interface ExpireOrder {
  readonly orderId: string;
}

/** Looks at the deadline again under the lock: the answer may have come, or another instance may have been here. */
export const expireOrder = useCase('orders.expire-order', async ({ orderId }: ExpireOrder, scope: OrdersScope) => {
  const { commands } = await leadOrder(orderId, (order) => overdueFactOf(order, scope.now), scope);
  return { pages: commands.flatMap((command) => (command.type === 'page' ? [command] : [])) };
});
