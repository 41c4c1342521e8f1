import { defineService } from '@holdfast/system-model';
import { OrderConfirmed } from '@shop/contracts-orders';
import { ShipmentDispatched } from '@shop/contracts-shipping';

export default defineService({
  name: 'shipping',
  team: 'fulfilment',
  port: 4005,
  publishes: [ShipmentDispatched],
  consumers: { 'shipping.shipments': [OrderConfirmed] },
  outside: ['carrier'],
});
