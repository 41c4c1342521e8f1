import { memoryScope } from '@holdfast/work/testing';
import { ShipmentDispatched } from '@shop/contracts-shipping';
import { describe, expect, test } from 'vitest';
import { aShipment, lines, orderId, to } from '../../test/a-shipment.ts';
import { concludeShipment } from './conclude-shipment.ts';
import { MemoryShipmentStore } from './memory-shipment-store.ts';
import { ShipmentNotWanted } from './shipment-store.ts';
import { shipOrder } from './ship-order.ts';

const request = { orderId, to, lines };

async function shipping() {
  const scope = memoryScope({ shipments: new MemoryShipmentStore() });
  await shipOrder(aShipment(), scope);
  return scope;
}

describe('a shipment', () => {
  test('that the carrier has taken is told, once', async () => {
    const scope = await shipping();
    const conclude = () => concludeShipment({ key: orderId, request, outcome: { trackingNumber: 'trk_1' } }, scope);
    await conclude();

    expect(scope.published).toEqual([
      { message: ShipmentDispatched, data: { orderId, lines, trackingNumber: 'trk_1' } },
    ]);
    await expect(conclude()).rejects.toThrow(ShipmentNotWanted);
  });

  test('that a person has abandoned is not told', async () => {
    const scope = await shipping();
    await concludeShipment({ key: orderId, request, outcome: 'abandoned' }, scope);

    expect(scope.published).toEqual([]);
  });
});
