import { memoryScope } from '@holdfast/work/testing';
import { describe, expect, test } from 'vitest';
import { aShipment, lines, orderId, to } from '../../test/a-shipment.ts';
import { BookShipment } from './book-shipment.ts';
import { MemoryShipmentStore } from './memory-shipment-store.ts';
import { shipOrder } from './ship-order.ts';

describe('shipping an order', () => {
  test('intends one shipment, whatever is repeated', async () => {
    const scope = memoryScope({ shipments: new MemoryShipmentStore() });
    await shipOrder(aShipment(), scope);
    await shipOrder(aShipment(), scope);

    expect(scope.intended).toEqual([{ effect: BookShipment, key: orderId, request: { orderId, to, lines } }]);
    expect(scope.published).toEqual([]);
  });
});
