import { z } from 'zod';
import { newId, operation, outsideSystem, type Outcome } from './outside-system.ts';
import { Reference } from './request-parts.ts';

const Shipment = z.strictObject({
  reference: Reference,
  to: z.strictObject({ name: z.string().min(1), address: z.string().min(1) }),
  lines: z.array(z.strictObject({ article: z.string().min(1), quantity: z.int().min(1) })).min(1),
});

export const carrier = outsideSystem({
  name: 'carrier',
  canDoNothing: true,
  operations: [operation({ path: 'shipments', kind: 'shipment', body: Shipment, decide: pickUp })],
});

function pickUp({ to, lines }: z.infer<typeof Shipment>): Outcome {
  const trackingNumber = newId('parcel');
  return {
    kind: 'shipment',
    details: { trackingNumber, to, lines },
    answer: { status: 201, body: { trackingNumber } },
  };
}
