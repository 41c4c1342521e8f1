import { decide } from '@holdfast/effects';
import { ChargeOrder, RefundOrder } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { amount } from './a-payment.ts';
import { fakeSystems } from './fake-systems.ts';
import { paymentsService } from './payments-service.ts';

const outside = await fakeSystems();
const service = await paymentsService(outside.url);

const charge = (orderId: string, cardToken = 'tok_visa_ok') =>
  service.hear(ChargeOrder, { orderId, amount, cardToken });
const refund = (orderId: string) => service.hear(RefundOrder, { orderId });

const captures = (orderId: string) => outside.entries('/captures', orderId);
const refunds = (orderId: string) => outside.entries('/refunds', orderId);
const chargeIntentOf = (orderId: string) =>
  service.owner.selectFrom('holdfast.effect_intent').selectAll().where('key', '=', orderId).executeTakeFirstOrThrow();
const typesOf = (said: { type: string }[]) => said.map(({ type }) => type);

const captured = 'payments.payment-captured.v1';
const abandoned = 'payments.payment-abandoned.v1';
const refunded = 'payments.payment-refunded.v1';

describe('an order to be charged', () => {
  test('is charged once, and the capture is told', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId);
    expect(captures(orderId)).toEqual([]);

    const said = await service.workUntilSaid(orderId, 1);
    expect(said).toEqual([{ type: captured, orderId, amount, captureId: captures(orderId)[0]?.item.captureId }]);
  });

  test('with a card that is declined is told so', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId, 'tok_declined');

    expect(await service.workUntilSaid(orderId, 1)).toEqual([
      { type: 'payments.payment-declined.v1', orderId, reason: 'card-declined' },
    ]);
    expect(captures(orderId)).toEqual([]);
  });

  test('is charged once also when the answer was lost', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId);
    outside.swallow = 1;

    expect(typesOf(await service.workUntilSaid(orderId, 1))).toEqual([captured]);
    expect(captures(orderId)).toHaveLength(1);
  });

  test('is answered again when it is asked for again, and charged once', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId);
    await charge(orderId);
    await service.workUntilSaid(orderId, 1);
    await charge(orderId);

    const [first, second] = await service.workUntilSaid(orderId, 2);
    expect(second).toEqual(first);
    expect(captures(orderId)).toHaveLength(1);
  });
});

describe('a provider that captures another amount than it was asked for', () => {
  test('is not believed, and a person decides as what it counts', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId, 'tok_other');
    await service.work();
    const { captureId, amount: taken } = captures(orderId)[0]!.item;
    expect(await service.saidAbout(orderId)).toEqual([]);
    const { id, last_error: reason } = await chargeIntentOf(orderId);
    expect(reason).toContain('0.01 EUR');

    const outcome = { result: 'captured', captureId, amount: taken };
    await decide(service.owner, { id, outcome, because: 'It stands in their ledger.', decidedBy: 'payments' });
    expect(await service.workUntilSaid(orderId, 1)).toEqual([{ type: captured, orderId, captureId, amount: taken }]);
    await refund(orderId);
    expect((await service.workUntilSaid(orderId, 2)).at(-1)).toMatchObject({ type: refunded, amount: taken });
  });
});

describe('an order to be refunded', () => {
  test('gets back exactly what was captured, once, and the answer again', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId);
    await service.workUntilSaid(orderId, 1);
    await refund(orderId);
    await refund(orderId);
    await service.workUntilSaid(orderId, 2);
    await refund(orderId);

    const said = await service.workUntilSaid(orderId, 3);
    expect(typesOf(said)).toEqual([captured, refunded, refunded]);
    expect(refunds(orderId)).toMatchObject([{ item: { captureId: said[0]?.captureId, amount: said[0]?.amount } }]);
  });

  test('while it is being charged gets back what is captured late', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId);
    await refund(orderId);

    expect(typesOf(await service.workUntilSaid(orderId, 2))).toEqual([captured, refunded]);
    expect([captures(orderId).length, refunds(orderId).length]).toEqual([1, 1]);
  });

  test('before it was to be charged is never charged', async () => {
    const orderId = crypto.randomUUID();
    await refund(orderId);
    await charge(orderId);

    expect(typesOf(await service.workUntilSaid(orderId, 2))).toEqual([abandoned, abandoned]);
    expect(await service.work()).toBe(0);
    expect([captures(orderId).length, refunds(orderId).length]).toEqual([0, 0]);
  });

  test('also when the answers of charge and refund are lost is refunded once', async () => {
    const orderId = crypto.randomUUID();
    await charge(orderId);
    await refund(orderId);
    outside.swallow = 1;
    await service.workUntilSaid(orderId, 1);
    outside.swallow = 1;

    expect(typesOf(await service.workUntilSaid(orderId, 2))).toEqual([captured, refunded]);
    expect([captures(orderId).length, refunds(orderId).length]).toEqual([1, 1]);
  });
});
