import { CONFIG, HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import pricing from '../service.ts';
import type { PricingConfig } from './config.ts';
import { PostgresQuoteStore } from './database/postgres-quote-store.ts';
import { PriceList } from './domain/price-list.ts';
import { OrdersConsumer } from './messaging/orders.consumer.ts';
import { PricingWork } from './use-cases/pricing-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: pricing,
      work: PricingWork,
      scope: (trx) => ({ quotes: new PostgresQuoteStore(trx) }),
    }),
  ],
  providers: [
    OrdersConsumer,
    { provide: PriceList, useFactory: (config: PricingConfig) => config.PRICE_LIST_FILE, inject: [CONFIG] },
  ],
})
export class PricingModule {}
