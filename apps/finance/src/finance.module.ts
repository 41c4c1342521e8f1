import { HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import finance from '../service.ts';
import { PostgresLedger } from './database/postgres-ledger.ts';
import { OrdersConsumer } from './messaging/orders.consumer.ts';
import { PaymentsConsumer } from './messaging/payments.consumer.ts';
import { PricingConsumer } from './messaging/pricing.consumer.ts';
import { ShippingConsumer } from './messaging/shipping.consumer.ts';
import { CLOCK, LateOrdersTimer } from './timers/late-orders.timer.ts';
import { FinanceWork } from './use-cases/finance-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: finance,
      work: FinanceWork,
      scope: (trx) => ({ ledger: new PostgresLedger(trx) }),
    }),
  ],
  providers: [
    PricingConsumer,
    PaymentsConsumer,
    OrdersConsumer,
    ShippingConsumer,
    { provide: CLOCK, useValue: Date.now },
    LateOrdersTimer,
  ],
})
export class FinanceModule {}
