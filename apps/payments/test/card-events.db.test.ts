import { Effects } from '@holdfast/effects';
import { LOGGER } from '@holdfast/service';
import { ChargeOrder, RefundOrder } from '@shop/contracts-payments';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { amount, otherAmounts } from './a-payment.ts';
import { fakeSystems } from './fake-systems.ts';
import { paymentsService, secret } from './payments-service.ts';

const outside = await fakeSystems();
const service = await paymentsService(outside.url);
afterEach(() => vi.restoreAllMocks());

const keyOf = async (reference: string, effect: string) => {
  const intents = service.owner.selectFrom('holdfast.effect_intent').select('id');
  const intent = await intents.where('key', '=', reference).where('effect', '=', effect).executeTakeFirst();
  return String(intent?.id ?? crypto.randomUUID());
};
const about = async (reference: string, effect = 'payments.charge-card') => ({
  eventId: crypto.randomUUID(),
  reference,
  idempotencyKey: await keyOf(reference, effect),
});
const capturedEvent = async (orderId: string) => ({
  event: 'captured',
  ...(await about(orderId)),
  captureId: String(outside.entries('/captures', orderId)[0]?.item.captureId ?? crypto.randomUUID()),
  amount,
});
const refundedEvent = async (orderId: string) => ({
  event: 'refunded',
  ...(await about(orderId, 'payments.refund-card')),
  refundId: crypto.randomUUID(),
  amount,
});
const codeOf = ({ status, json }: { status: number; json: { code?: string } }) => ({ status, code: json.code });
const amountDiffers = { status: 422, code: 'amount-differs' };

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
    const event = await capturedEvent(orderId);

    expect(await service.tell(event)).toEqual({ status: 200, json: { learned: 'concluded' } });
    expect(await service.saidAbout(orderId)).toEqual([
      { type: 'payments.payment-captured.v1', orderId, amount, captureId: event.captureId },
    ]);
  });

  test('that is told again changes nothing', async () => {
    const orderId = await lostCharge();
    const event = await capturedEvent(orderId);
    await service.tell(event);

    expect(await service.tell(event)).toEqual({ status: 200, json: { learned: 'known' } });
    await service.work();
    expect(await service.saidAbout(orderId)).toHaveLength(1);
  });

  test('of a decline concludes the charge', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(ChargeOrder, { orderId, amount, cardToken: 'tok_visa_ok' });
    await service.tell({ event: 'declined', ...(await about(orderId)), reason: 'insufficient-funds' });

    expect(await service.saidAbout(orderId)).toMatchObject([
      { type: 'payments.payment-declined.v1', reason: 'insufficient-funds' },
    ]);
  });

  test('of a refund concludes the refund', async () => {
    const orderId = await lostCharge();
    await service.tell(await capturedEvent(orderId));
    await service.hear(RefundOrder, { orderId });
    await service.tell(await refundedEvent(orderId));

    expect((await service.saidAbout(orderId)).at(-1)).toMatchObject({ type: 'payments.payment-refunded.v1', amount });
  });

  test('that contradicts what is known changes nothing, and is counted', async () => {
    const orderId = await lostCharge();
    await service.tell(await capturedEvent(orderId));
    const before = service.contradictions();
    const declined = { event: 'declined', ...(await about(orderId)), reason: 'card-declined' };

    expect(await service.tell(declined)).toEqual({ status: 200, json: { learned: 'contradicts' } });
    await service.work();
    expect(service.contradictions()).toBe(before + 1);
    expect(await service.saidAbout(orderId)).toHaveLength(1);
  });

  test.each(otherAmounts)('of a capture of %j, which is not what was asked, concludes nothing', async (other) => {
    const orderId = await lostCharge();
    const event = await capturedEvent(orderId);
    const warned = vi.spyOn(service.instance.app.get(LOGGER), 'warn');

    expect(codeOf(await service.tell({ ...event, amount: other }))).toEqual(amountDiffers);
    expect(warned).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ subject: orderId, asked: amount, told: other }),
      expect.any(String),
    );
    expect(await service.saidAbout(orderId)).toEqual([]);
    expect(await service.tell(event)).toEqual({ status: 200, json: { learned: 'concluded' } });
  });

  test.each(otherAmounts)('of a refund of %j, which is not what was captured, concludes nothing', async (other) => {
    const orderId = await lostCharge();
    await service.tell(await capturedEvent(orderId));
    await service.hear(RefundOrder, { orderId });
    const event = await refundedEvent(orderId);

    expect(codeOf(await service.tell({ ...event, amount: other }))).toEqual(amountDiffers);
    expect(await service.saidAbout(orderId)).toHaveLength(1);
    expect(await service.tell(event)).toEqual({ status: 200, json: { learned: 'concluded' } });
  });

  test('of another amount than the one that is known contradicts it', async () => {
    const orderId = await lostCharge();
    const event = await capturedEvent(orderId);
    await service.tell(event);

    expect(await service.tell({ ...event, amount: otherAmounts[0] })).toEqual({
      status: 200,
      json: { learned: 'contradicts' },
    });
    expect(await service.saidAbout(orderId)).toHaveLength(1);
  });

  test('about another charge of the same order concludes nothing, and is kept for a person', async () => {
    const orderId = await lostCharge();
    const event = await capturedEvent(orderId);
    const before = service.contradictions();

    expect(await service.tell({ ...event, idempotencyKey: crypto.randomUUID() })).toEqual({
      status: 200,
      json: { learned: 'contradicts' },
    });
    expect(await service.saidAbout(orderId)).toEqual([]);
    expect(await service.tell(event)).toEqual({ status: 200, json: { learned: 'concluded' } });
    await service.work();
    expect(service.contradictions()).toBe(before + 1);
  });

  test('of a refund that nobody asked for is not found', async () => {
    const orderId = await lostCharge();
    await service.tell(await capturedEvent(orderId));
    const learned = vi.spyOn(service.instance.app.get(Effects), 'learn');

    expect(codeOf(await service.tell(await refundedEvent(orderId)))).toEqual({ status: 404, code: 'unknown-intent' });
    // Else one that is asked for meanwhile would be concluded by an amount that nobody has compared.
    expect(learned).not.toHaveBeenCalled();
  });

  test('about something that nobody asked for is not found', async () => {
    const { status, json } = await service.tell(await capturedEvent(crypto.randomUUID()));

    expect({ status, code: json.code }).toEqual({ status: 404, code: 'unknown-intent' });
  });

  test.each(['', 'Bearer', 'Bearer wrong', secret, `bearer ${secret}x`])(
    'with the authorization "%s" is refused, and nothing happens',
    async (authorization) => {
      const orderId = await lostCharge();
      const { status, json } = await service.tell(await capturedEvent(orderId), authorization);

      expect({ status, code: json.code }).toEqual({ status: 401, code: 'not-the-card-provider' });
      expect(await service.saidAbout(orderId)).toEqual([]);
    },
  );

  test.each([
    ['without a capture', { captureId: undefined }],
    ['of another kind', { event: 'disputed' }],
    ['with an amount that is none', { amount: { amount: 0.5, currency: 'EUR' } }],
    ['with an amount below nothing', { amount: { amount: -1, currency: 'EUR' } }],
    ['with a capture that has too long a name', { captureId: 'c'.repeat(201) }],
    ['with a capture that has a control character in its name', { captureId: 'cap\u0000' }],
    ['with a field that nobody knows', { mood: 'good' }],
    ['of a decline with too long a reason', { event: 'declined', captureId: undefined, reason: 'r'.repeat(101) }],
  ])('%s is refused', async (_, more) => {
    const { status, json } = await service.tell({ ...(await capturedEvent(crypto.randomUUID())), ...more });

    expect({ status, code: json.code }).toEqual({ status: 400, code: 'invalid-body' });
  });
});
