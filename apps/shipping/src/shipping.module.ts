import { HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import shipping from '../service.ts';
import { PostgresShipmentStore } from './database/postgres-shipment-store.ts';
import { OrdersConsumer } from './messaging/orders.consumer.ts';
import { Carrier } from './outside/carrier.ts';
import { ShipmentBooker } from './outside/shipment-booker.ts';
import { ShippingWork } from './use-cases/shipping-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: shipping,
      work: ShippingWork,
      scope: (trx) => ({ shipments: new PostgresShipmentStore(trx) }),
    }),
  ],
  providers: [OrdersConsumer, Carrier, ShipmentBooker],
})
export class ShippingModule {}
