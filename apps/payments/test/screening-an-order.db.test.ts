import { ScreenOrder } from '@shop/contracts-payments';
import { describe, expect, test } from 'vitest';
import { amount } from './a-payment.ts';
import { fakeSystems } from './fake-systems.ts';
import { paymentsService } from './payments-service.ts';

const outside = await fakeSystems();
const service = await paymentsService(outside.url);

const inTime = new Date('2999-01-01T00:00:00Z');
const screen = (orderId: string, email = 'ada@example.com', deadline = inTime) =>
  service.hear(ScreenOrder, { orderId, amount, email }, { deadline });
const screened = (orderId: string, decision: string) => ({ type: 'payments.order-screened.v1', orderId, decision });

describe('an order to be screened', () => {
  test.each([
    ['ada@example.com', 'approved'],
    ['risky@example.com', 'declined'],
  ])('of %s is %s', async (email, decision) => {
    const orderId = crypto.randomUUID();
    await screen(orderId, email);

    expect(await service.workUntilSaid(orderId, 1)).toEqual([screened(orderId, decision)]);
  });

  test('is told to be unavailable when the risk service does not say in time', async () => {
    const orderId = crypto.randomUUID();
    await screen(orderId, 'down@example.com');

    expect(await service.workUntilSaid(orderId, 1)).toEqual([screened(orderId, 'unavailable')]);
  });

  test('is told to be unavailable at once when its deadline has passed, and is not assessed', async () => {
    const orderId = crypto.randomUUID();
    await screen(orderId, 'ada@example.com', new Date('2020-01-01T00:00:00Z'));

    expect(await service.saidAbout(orderId)).toEqual([screened(orderId, 'unavailable')]);
    await service.work();
    expect(outside.entries('/assessments', orderId)).toEqual([]);
  });

  test('is answered again when it is asked for again, and assessed once', async () => {
    const orderId = crypto.randomUUID();
    await screen(orderId);
    await service.workUntilSaid(orderId, 1);
    await screen(orderId);

    expect(await service.workUntilSaid(orderId, 2)).toEqual([
      screened(orderId, 'approved'),
      screened(orderId, 'approved'),
    ]);
    expect(outside.entries('/assessments', orderId)).toHaveLength(1);
  });
});
