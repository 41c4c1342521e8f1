import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** The carrier has taken a shipment. */
export const ShipmentDispatched = defineEvent({
  name: 'shipping.shipment-dispatched',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** What was sent. */
    lines: z.array(z.object({ article: z.string().min(1), quantity: z.int().min(1) })).min(1),
    trackingNumber: z.string().min(1),
  }),
});
export type ShipmentDispatched = DataOf<typeof ShipmentDispatched>;
