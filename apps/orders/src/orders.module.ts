import { HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import orders from '../service.ts';
import { PostgresOrderStore } from './database/postgres-order-store.ts';
import { OrdersController } from './http/orders.controller.ts';
import { problemCodes } from './http/problem-codes.ts';
import { FinanceConsumer } from './messaging/finance.consumer.ts';
import { InventoryConsumer } from './messaging/inventory.consumer.ts';
import { NotificationsConsumer } from './messaging/notifications.consumer.ts';
import { PaymentsConsumer } from './messaging/payments.consumer.ts';
import { PricingConsumer } from './messaging/pricing.consumer.ts';
import { ShippingConsumer } from './messaging/shipping.consumer.ts';
import { Grace } from './timers/grace.ts';
import { OverdueOrdersTimer } from './timers/overdue-orders.timer.ts';
import { OrdersWork } from './use-cases/orders-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: orders,
      work: OrdersWork,
      scope: (trx) => ({ orders: new PostgresOrderStore(trx) }),
      problems: problemCodes,
    }),
  ],
  controllers: [OrdersController],
  providers: [
    PricingConsumer,
    InventoryConsumer,
    PaymentsConsumer,
    NotificationsConsumer,
    ShippingConsumer,
    FinanceConsumer,
    { provide: Grace, useFactory: () => new Grace() },
    OverdueOrdersTimer,
  ],
})
export class OrdersModule {}
