import { describe, expect, test } from 'vitest';
import { aWorld } from './a-world.ts';
import { aCapture, aMessage, anAssessment, aShipment, euros } from './some-requests.ts';

describe('risk', () => {
  test('approves, and writes down what it was asked', async () => {
    const world = aWorld();
    const answer = await world.act('/risk/assessments', 'key-1', anAssessment);
    expect(answer).toEqual({ status: 201, body: { decision: 'approved', score: 3 } });
    expect(await world.ledger('risk')).toEqual([
      {
        id: 1,
        at: '2026-01-05T08:00:00.000Z',
        kind: 'assessment',
        idempotencyKey: 'key-1',
        decision: 'approved',
        score: 3,
        ...anAssessment,
      },
    ]);
  });

  test('declines whoever is called risky', async () => {
    const world = aWorld();
    const { body } = await world.act('/risk/assessments', 'key-1', { ...anAssessment, email: 'risky.one@example.com' });
    expect(body).toMatchObject({ decision: 'declined' });
    expect((await world.get('/risk/assessments?reference=order-1')).body.items).toMatchObject([
      { decision: 'declined' },
    ]);
  });
});

describe('the card provider', () => {
  test('captures, and shows it by reference', async () => {
    const world = aWorld();
    const { status, body } = await world.act('/card-provider/captures', 'key-1', aCapture);
    expect([status, body]).toEqual([201, { result: 'captured', captureId: expect.any(String), amount: euros(1_000) }]);
    const { items } = (await world.get('/card-provider/captures?reference=order-1')).body;
    expect(items).toEqual(await world.ledger('card-provider'));
    expect(items).toMatchObject([{ kind: 'capture', captureId: body.captureId, idempotencyKey: 'key-1', ...aCapture }]);
    expect((await world.get('/card-provider/captures?reference=order-2')).body).toEqual({ items: [] });
  });

  test.each([
    ['tok_declined_1', 'card-declined'],
    ['tok_poor_1', 'insufficient-funds'],
  ])('declines %s: %s', async (cardToken, reason) => {
    const world = aWorld();
    const answer = await world.act('/card-provider/captures', 'key-1', { ...aCapture, cardToken });
    expect(answer).toEqual({ status: 402, body: { result: 'declined', reason } });
    expect(await world.ledger('card-provider')).toMatchObject([{ kind: 'decline', reason }]);
    expect((await world.get('/card-provider/captures?reference=order-1')).body.items).toEqual([]);
  });

  test('refunds, in parts, and never more than it captured', async () => {
    const world = aWorld();
    const { captureId } = (await world.act('/card-provider/captures', 'key-1', aCapture)).body;
    const refund = (key: string, amount: number, more = {}) =>
      world.act('/card-provider/refunds', key, { reference: 'order-1', captureId, amount: euros(amount), ...more });

    expect(await refund('key-2', 1_001)).toMatchObject({ status: 409, body: { code: 'more-than-captured' } });
    expect(await refund('key-3', 1, { amount: { amount: 1, currency: 'USD' } })).toMatchObject({
      status: 409,
      body: { code: 'other-currency' },
    });
    expect(await refund('key-4', 400)).toEqual({
      status: 201,
      body: { result: 'refunded', refundId: expect.any(String), captureId, amount: euros(400) },
    });
    expect(await refund('key-5', 601)).toMatchObject({ status: 409, body: { code: 'more-than-captured' } });
    expect(await refund('key-6', 600)).toMatchObject({ status: 201 });
    expect(await refund('key-7', 1)).toMatchObject({ status: 409, body: { code: 'already-refunded' } });
    expect(await refund('key-8', 1, { captureId: 'nothing' })).toMatchObject({
      status: 404,
      body: { code: 'unknown-capture' },
    });
    expect(await refund('key-9', 1, { reference: 'order-2' })).toMatchObject({ status: 404 });

    const refunds = (await world.get('/card-provider/refunds?reference=order-1')).body.items;
    expect(refunds.map(({ amount }: typeof aCapture) => amount.amount)).toEqual([400, 600]);
  });

  test('forgets a refusal, so that its key may be used again', async () => {
    const world = aWorld();
    const refund = { reference: 'order-1', captureId: 'nothing', amount: euros(1) };
    expect((await world.act('/card-provider/refunds', 'key-1', refund)).status).toBe(404);
    expect((await world.get('/card-provider/keys/key-1')).status).toBe(404);
    expect((await world.act('/card-provider/captures', 'key-1', aCapture)).status).toBe(201);
  });
});

describe('mail', () => {
  test('delivers a message', async () => {
    const world = aWorld();
    const { status, body } = await world.act('/mail/messages', 'key-1', aMessage);
    expect([status, body]).toEqual([201, { messageId: expect.any(String) }]);
    const reference = encodeURIComponent(aMessage.reference);
    expect((await world.get(`/mail/messages?reference=${reference}`)).body.items).toMatchObject([
      { kind: 'message', messageId: body.messageId, ...aMessage },
    ]);
  });
});

describe('the carrier', () => {
  test('takes a shipment', async () => {
    const world = aWorld();
    const { status, body } = await world.act('/carrier/shipments', 'key-1', aShipment);
    expect([status, body]).toEqual([201, { trackingNumber: expect.any(String) }]);
    expect((await world.get('/carrier/shipments?reference=order-1')).body.items).toMatchObject([
      { kind: 'shipment', trackingNumber: body.trackingNumber, ...aShipment },
    ]);
  });
});

test('all ledgers can be read at once', async () => {
  const world = aWorld();
  await world.act('/mail/messages', 'key-1', aMessage);
  await world.act('/risk/assessments', 'key-1', anAssessment);
  expect((await world.get('/ledger')).body).toEqual({
    risk: await world.ledger('risk'),
    'card-provider': [],
    mail: await world.ledger('mail'),
    carrier: [],
  });
  expect(await world.ledger('mail')).toHaveLength(1);
});
