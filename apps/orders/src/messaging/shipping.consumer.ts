import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { followOrder } from '../use-cases/follow-order.ts';
import type { OrdersScope } from '../use-cases/orders-work.ts';

const DispatchedForProgress = need(ShipmentDispatched, { orderId: true });

@Injectable()
export class ShippingConsumer {
  @On(DispatchedForProgress, { consumer: 'orders.progress' })
  dispatched({ orderId }: Received<typeof DispatchedForProgress>, scope: OrdersScope) {
    return followOrder({ orderId, fact: { type: 'shipment-dispatched' } }, scope);
  }
}
