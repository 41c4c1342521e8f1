import { useCase } from '@holdfast/work';
import { OrderPlaced } from '@shop/contracts-orders';
import { PriceOrder } from '@shop/contracts-pricing';
import { place, type OrderRequest } from '../domain/order.ts';
import { deadlinesMs } from './deadlines.ts';
import { orderPlaced, priceOrder } from './order-messages.ts';
import type { OrdersScope } from './orders-work.ts';

export type PlaceOrder = OrderRequest;

// #region place
export const placeOrder = useCase(
  'orders.place-order',
  async (command: PlaceOrder, { orders, publish, newId, actor, now }: OrdersScope) => {
    const order = place(command, { id: newId(), by: actor.id, at: now }, deadlinesMs);
    await orders.add(order);
    publish(OrderPlaced, orderPlaced(order));
    publish(PriceOrder, priceOrder(order));
    return { orderId: order.id, status: order.checkout.state };
  },
);
// #endregion
