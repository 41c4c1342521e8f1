import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import type { InventoryScope } from '../use-cases/inventory-work.ts';
import { shipStock } from '../use-cases/ship-stock.ts';

const StockThatLeft = need(ShipmentDispatched, { orderId: true });

@Injectable()
export class ShippingConsumer {
  @On(StockThatLeft, { consumer: 'inventory.shipments' })
  dispatched({ orderId }: Received<typeof StockThatLeft>, scope: InventoryScope) {
    return shipStock({ orderId }, scope);
  }
}
