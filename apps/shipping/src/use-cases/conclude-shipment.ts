import { useCase, type Conclusion } from '@holdfast/work';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import type { BookShipment } from './book-shipment.ts';
import type { ShippingScope } from './shipping-work.ts';

export const concludeShipment = useCase(
  'shipping.conclude-shipment',
  async ({ request: { orderId }, outcome }: Conclusion<typeof BookShipment>, { shipments, publish }: ShippingScope) => {
    if (outcome === 'abandoned') return void (await shipments.end(orderId, { state: 'abandoned' }));
    const { trackingNumber } = outcome;
    const lines = await shipments.end(orderId, { state: 'dispatched', trackingNumber });
    publish(ShipmentDispatched, { orderId, lines: [...lines], trackingNumber });
  },
);
