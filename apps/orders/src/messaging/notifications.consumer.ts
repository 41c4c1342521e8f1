import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { NoticeSent } from '@shop/contracts-notifications';
import { notices } from '../domain/checkout-fact.ts';
import { followOrder } from '../use-cases/follow-order.ts';
import type { OrdersScope } from '../use-cases/orders-work.ts';

const SentForProgress = need(NoticeSent, { orderId: true, notice: true });

@Injectable()
export class NotificationsConsumer {
  @On(SentForProgress, { consumer: 'orders.progress' })
  async sent({ orderId, notice: about }: Received<typeof SentForProgress>, scope: OrdersScope) {
    const notice = notices.find((known) => known === about);
    if (notice) await followOrder({ orderId, fact: { type: 'notice-sent', notice } }, scope);
  }
}
