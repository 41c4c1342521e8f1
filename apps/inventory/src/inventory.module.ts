import { CONFIG, HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import inventory from '../service.ts';
import type { InventoryConfig } from './config.ts';
import { PostgresStockStore } from './database/postgres-stock-store.ts';
import { OpeningStock } from './domain/opening-stock.ts';
import { OrdersConsumer } from './messaging/orders.consumer.ts';
import { ShippingConsumer } from './messaging/shipping.consumer.ts';
import { InventoryWork } from './use-cases/inventory-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: inventory,
      work: InventoryWork,
      scope: (trx) => ({ stock: new PostgresStockStore(trx) }),
    }),
  ],
  providers: [
    OrdersConsumer,
    ShippingConsumer,
    { provide: OpeningStock, useFactory: (config: InventoryConfig) => config.STOCK_FILE, inject: [CONFIG] },
  ],
})
export class InventoryModule {}
