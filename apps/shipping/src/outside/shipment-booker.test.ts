import { UnexpectedAnswer } from '@holdfast/effects/http';
import { anAttempt, fakeOutside } from '@holdfast/effects/testing';
import { describe, expect, test } from 'vitest';
import { lines, orderId, to } from '../../test/a-shipment.ts';
import { Carrier } from './carrier.ts';
import { ShipmentBooker } from './shipment-booker.ts';

const request = { orderId, to, lines };
const taken = { trackingNumber: 'trk_1' };

async function aBooker(answer: { status: number; body: object } = { status: 201, body: taken }) {
  const carrier = await fakeOutside({ '/shipments': () => answer });
  return { carrier, booker: new ShipmentBooker(new Carrier({ OUTSIDE_CARRIER_URL: carrier.url })) };
}

describe('booking a shipment', () => {
  test('hands it to the carrier under the key of the intent', async () => {
    const { carrier, booker } = await aBooker();
    const attempt = anAttempt();

    expect(await booker.perform(request, attempt)).toEqual(taken);
    expect(carrier.asked).toMatchObject([{ key: attempt.idempotencyKey, body: { reference: orderId, to, lines } }]);
  });

  test.each([
    [503, { code: 'unavailable' }],
    [201, {}],
    [201, { trackingNumber: '' }],
    [201, { trackingNumber: 't'.repeat(201) }],
    [201, { trackingNumber: 'trk\u0000' }],
    [200, taken],
  ])('takes nothing else for an answer: %i %j', async (status, body) => {
    const { booker } = await aBooker({ status, body });

    await expect(booker.perform(request, anAttempt())).rejects.toThrow(UnexpectedAnswer);
  });

  test('of which the answer was lost is found out by its key, then by its order', async () => {
    const { carrier, booker } = await aBooker();
    const attempt = anAttempt();
    expect(await booker.findOut(request, attempt)).toBe('unknown');
    carrier.swallow = 1;
    await expect(booker.perform(request, attempt)).rejects.toThrow('fetch failed');

    expect(await booker.findOut(request, attempt)).toEqual(taken);
    carrier.keys.clear();
    expect(await booker.findOut(request, attempt)).toEqual(taken);
    expect(carrier.entries('/shipments', orderId)).toHaveLength(1);
  });
});
