import { need, type Received } from '@holdfast/contract-kit';
import { On } from '@holdfast/messaging/nest';
import { Injectable } from '@nestjs/common';
import { OrderConfirmed } from '@shop/contracts-orders';
import { shipOrder } from '../use-cases/ship-order.ts';
import type { ShippingScope } from '../use-cases/shipping-work.ts';

const OrderToShip = need(OrderConfirmed, { orderId: true, customer: { name: true }, address: true, lines: true });

@Injectable()
export class OrdersConsumer {
  @On(OrderToShip, { consumer: 'shipping.shipments' })
  ship({ orderId, customer, address, lines }: Received<typeof OrderToShip>, scope: ShippingScope) {
    return shipOrder({ orderId, to: { name: customer.name, address }, lines }, scope);
  }
}
