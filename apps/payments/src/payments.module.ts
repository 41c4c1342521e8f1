import { HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import payments from '../service.ts';
import { PostgresPaymentStore } from './database/postgres-payment-store.ts';
import { PostgresScreeningStore } from './database/postgres-screening-store.ts';
import { CardEventsController } from './http/card-events.controller.ts';
import { problemCodes } from './http/problem-codes.ts';
import { OrdersConsumer } from './messaging/orders.consumer.ts';
import { CardCharger } from './outside/card-charger.ts';
import { CardProvider } from './outside/card-provider.ts';
import { CardRefunder } from './outside/card-refunder.ts';
import { RiskAssessor } from './outside/risk-assessor.ts';
import { Risk } from './outside/risk.ts';
import { PaymentsWork } from './use-cases/payments-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: payments,
      work: PaymentsWork,
      scope: (trx) => ({ payments: new PostgresPaymentStore(trx), screenings: new PostgresScreeningStore(trx) }),
      problems: problemCodes,
    }),
  ],
  controllers: [CardEventsController],
  providers: [OrdersConsumer, Risk, RiskAssessor, CardProvider, CardCharger, CardRefunder],
})
export class PaymentsModule {}
