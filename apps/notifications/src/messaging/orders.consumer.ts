import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { OrderCancelled, OrderConfirmed } from '@shop/contracts-orders';
import type { NotificationsScope } from '../use-cases/notifications-work.ts';
import { notifyCustomer } from '../use-cases/notify-customer.ts';

const ConfirmedForNotice = need(OrderConfirmed, {
  orderId: true,
  customer: true,
  lines: true,
  amount: true,
  address: true,
});
const CancelledForNotice = need(OrderCancelled, { orderId: true, customer: true, reason: true });

@Injectable()
export class OrdersConsumer {
  @On(ConfirmedForNotice, { consumer: 'notifications.notices' })
  confirmed(order: Received<typeof ConfirmedForNotice>, scope: NotificationsScope) {
    return notifyCustomer({ kind: 'confirmed', ...order }, scope);
  }

  @On(CancelledForNotice, { consumer: 'notifications.notices' })
  cancelled(order: Received<typeof CancelledForNotice>, scope: NotificationsScope) {
    return notifyCustomer({ kind: 'cancelled', ...order }, scope);
  }
}
