import { ChargeOrder, RefundOrder } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { amount } from './a-payment.ts';
import { fakeSystems } from './fake-systems.ts';
import { paymentsService, secret } from './payments-service.ts';

const outside = await fakeSystems();
const service = await paymentsService(outside.url);

const about = (reference: string) => ({
  eventId: crypto.randomUUID(),
  reference,
  idempotencyKey: crypto.randomUUID(),
});
const capturedEvent = (orderId: string) => ({
  event: 'captured',
  ...about(orderId),
  captureId: String(outside.entries('/captures', orderId)[0]?.item.captureId ?? crypto.randomUUID()),
  amount,
});

/** Charged, and the answer was lost. */
async function lostCharge() {
  const orderId = crypto.randomUUID();
  await service.hear(ChargeOrder, { orderId, amount, cardToken: 'tok_visa_ok' });
  outside.swallow = 1;
  await service.work();
  expect(outside.entries('/captures', orderId)).toHaveLength(1);
  expect(await service.saidAbout(orderId)).toEqual([]);
  return orderId;
}

describe('an event of the card provider', () => {
  test('concludes at once a charge of which the answer was lost', async () => {
    const orderId = await lostCharge();
    const event = capturedEvent(orderId);

    expect(await service.tell(event)).toEqual({ status: 200, json: { learned: 'concluded' } });
    expect(await service.saidAbout(orderId)).toEqual([
      { type: 'payments.payment-captured.v1', orderId, amount, captureId: event.captureId },
    ]);
  });

  test('that is told again changes nothing', async () => {
    const orderId = await lostCharge();
    const event = capturedEvent(orderId);
    await service.tell(event);

    expect(await service.tell(event)).toEqual({ status: 200, json: { learned: 'known' } });
    await service.work();
    expect(await service.saidAbout(orderId)).toHaveLength(1);
  });

  test('of a decline concludes the charge', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(ChargeOrder, { orderId, amount, cardToken: 'tok_visa_ok' });
    await service.tell({ event: 'declined', ...about(orderId), reason: 'insufficient-funds' });

    expect(await service.saidAbout(orderId)).toMatchObject([
      { type: 'payments.payment-declined.v1', reason: 'insufficient-funds' },
    ]);
  });

  test('of a refund concludes the refund', async () => {
    const orderId = await lostCharge();
    await service.tell(capturedEvent(orderId));
    await service.hear(RefundOrder, { orderId });
    await service.tell({ event: 'refunded', ...about(orderId), refundId: crypto.randomUUID(), amount });

    expect((await service.saidAbout(orderId)).at(-1)).toMatchObject({ type: 'payments.payment-refunded.v1', amount });
  });

  test('that contradicts what is known changes nothing, and is counted', async () => {
    const orderId = await lostCharge();
    await service.tell(capturedEvent(orderId));
    const before = service.contradictions();
    const declined = { event: 'declined', ...about(orderId), reason: 'card-declined' };

    expect(await service.tell(declined)).toEqual({ status: 200, json: { learned: 'contradicts' } });
    await service.work();
    expect(service.contradictions()).toBe(before + 1);
    expect(await service.saidAbout(orderId)).toHaveLength(1);
  });

  test('about something that nobody asked for is not found', async () => {
    const { status, json } = await service.tell(capturedEvent(crypto.randomUUID()));

    expect({ status, code: json.code }).toEqual({ status: 404, code: 'unknown-intent' });
  });

  test.each(['', 'Bearer', 'Bearer wrong', secret, `bearer ${secret}x`])(
    'with the authorization "%s" is refused, and nothing happens',
    async (authorization) => {
      const orderId = await lostCharge();
      const { status, json } = await service.tell(capturedEvent(orderId), authorization);

      expect({ status, code: json.code }).toEqual({ status: 401, code: 'not-the-card-provider' });
      expect(await service.saidAbout(orderId)).toEqual([]);
    },
  );

  test.each([
    ['without a capture', { captureId: undefined }],
    ['of another kind', { event: 'disputed' }],
    ['with an amount that is none', { amount: { amount: 0.5, currency: 'EUR' } }],
    ['with a field that nobody knows', { mood: 'good' }],
  ])('%s is refused', async (_, more) => {
    const { status, json } = await service.tell({ ...capturedEvent(crypto.randomUUID()), ...more });

    expect({ status, code: json.code }).toEqual({ status: 400, code: 'invalid-body' });
  });
});
