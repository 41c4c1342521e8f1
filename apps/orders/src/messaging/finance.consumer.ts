import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { OrderSettled } from '@shop/contracts-finance';
import { followOrder } from '../use-cases/follow-order.ts';
import type { OrdersScope } from '../use-cases/orders-work.ts';

const SettledForProgress = need(OrderSettled, { orderId: true });

@Injectable()
export class FinanceConsumer {
  @On(SettledForProgress, { consumer: 'orders.progress' })
  settled({ orderId }: Received<typeof SettledForProgress>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'order-settled' } }, scope);
  }
}
