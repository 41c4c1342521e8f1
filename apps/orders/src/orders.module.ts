import { HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import orders from '../service.ts';
import { PostgresOrderStore } from './database/postgres-order-store.ts';
import { OrdersController } from './http/orders.controller.ts';
import { problemCodes } from './http/problem-codes.ts';
import { PricingConsumer } from './messaging/pricing.consumer.ts';
import { OrdersWork } from './use-cases/orders-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: orders,
      work: OrdersWork,
      scope: (trx) => ({ orders: new PostgresOrderStore(trx) }),
      problems: problemCodes,
      anonymous: { id: 'anonymous', roles: ['customer'] },
    }),
  ],
  controllers: [OrdersController],
  providers: [PricingConsumer],
})
export class OrdersModule {}
