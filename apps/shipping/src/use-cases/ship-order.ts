import { useCase } from '@holdfast/work';
import type { Shipment } from '../domain/shipment.ts';
import { BookShipment } from './book-shipment.ts';
import type { ShippingScope } from './shipping-work.ts';

export const shipOrder = useCase(
  'shipping.ship-order',
  async ({ orderId, to, lines }: Shipment, { shipments, intend }: ShippingScope) => {
    if (!(await shipments.want({ orderId, lines }))) return;
    intend(BookShipment, { key: orderId, request: { orderId, to, lines: [...lines] } });
  },
);
