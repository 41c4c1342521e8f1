import { CommitStock, ReleaseStock, ReserveStock } from '@shop/contracts-inventory';
import { OrderCancelled, OrderConfirmed } from '@shop/contracts-orders';
import { ChargeOrder, RefundOrder, ScreenOrder } from '@shop/contracts-payments';
import type { CheckoutCommand } from '../domain/advanced.ts';
import type { Order } from '../domain/order.ts';
import { overdueFrom } from './deadlines.ts';
import { chargeOrder, orderCancelled, orderConfirmed, reserveStock, screenOrder } from './order-messages.ts';
import type { OrdersScope } from './orders-work.ts';

export async function obey(
  command: CheckoutCommand,
  order: Order,
  { orders, publish, now }: OrdersScope,
): Promise<void> {
  const orderId = order.id;
  switch (command.type) {
    case 'reserve-stock':
      return publish(ReserveStock, reserveStock(order));
    case 'release-stock':
      return publish(ReleaseStock, { orderId });
    case 'commit-stock':
      return publish(CommitStock, { orderId });
    case 'screen-order':
      return publish(ScreenOrder, screenOrder(order, command.amount), { deadline: overdueFrom('screen', now) });
    case 'charge-order':
      return publish(ChargeOrder, chargeOrder(order, command.amount));
    case 'refund-order':
      return publish(RefundOrder, { orderId });
    case 'confirm-order':
      return publish(OrderConfirmed, orderConfirmed(order, command.amount));
    case 'cancel-order':
      return publish(OrderCancelled, orderCancelled(order, command.reason));
    case 'note-impossible-fact':
      return orders.noteImpossible({ orderId, state: command.state, fact: command.fact, at: now });
    case 'page':
      return orders.notePage({ orderId, step: command.step, at: now });
  }
}
