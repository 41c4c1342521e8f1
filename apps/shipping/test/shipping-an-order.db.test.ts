import { join } from 'node:path';
import { exampleOf } from '@holdfast/contract-kit/testing';
import { fakeOutside } from '@holdfast/effects/testing';
import { serviceForTest } from '@holdfast/service/testing';
import { OrderConfirmed } from '@shop/contracts-orders';
import { describe, expect, test } from 'vitest';
import { ShippingConfig } from '../src/config.ts';
import { ShippingModule } from '../src/shipping.module.ts';

const carrier = await fakeOutside({
  '/shipments': () => ({ status: 201, body: { trackingNumber: crypto.randomUUID() } }),
});
const service = await serviceForTest(ShippingModule, {
  folder: join(import.meta.dirname, '..'),
  config: ShippingConfig,
  environment: { OUTSIDE_CARRIER_URL: carrier.url, OUTSIDE_CARRIER_SECRET: 'not-used-here' },
});

const confirmed = exampleOf(import.meta.resolve('@shop/contracts-orders'), OrderConfirmed, 'ordinary');
const { lines, customer, address } = confirmed;
const shipments = (orderId: string) => carrier.entries('/shipments', orderId);

describe('an order that is confirmed', () => {
  test('is handed to the carrier, and its tracking number is told', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    expect(shipments(orderId)).toEqual([]);
    const said = await service.workUntilSaid(orderId, 1);

    expect(said).toEqual([
      {
        type: 'shipping.shipment-dispatched.v1',
        orderId,
        lines,
        trackingNumber: shipments(orderId)[0]?.item.trackingNumber,
      },
    ]);
    expect(carrier.asked.at(-1)?.body).toEqual({ reference: orderId, to: { name: customer.name, address }, lines });
  });

  test('is shipped once, whatever is repeated', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    await service.workUntilSaid(orderId, 1);
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    await service.work();

    expect(await service.workUntilSaid(orderId, 1)).toHaveLength(1);
    expect(shipments(orderId)).toHaveLength(1);
  });

  test('is shipped once also when the answer of the carrier was lost', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    carrier.swallow = 1;

    expect(await service.workUntilSaid(orderId, 1)).toMatchObject([{ lines }]);
    expect(shipments(orderId)).toHaveLength(1);
  });

  test('leaves nothing of the customer in the tables of shipments', async () => {
    const kept = JSON.stringify([
      ...(await service.rows('shipping.shipments')),
      ...(await service.rows('shipping.shipment_lines')),
    ]);

    expect(kept).toContain('dispatched');
    expect(kept).not.toContain(customer.name);
    expect(kept).not.toContain(address);
  });
});
