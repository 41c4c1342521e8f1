import { join } from 'node:path';
import { exampleOf } from '@holdfast/contract-kit/testing';
import { fakeOutside } from '@holdfast/effects/testing';
import { serviceForTest } from '@holdfast/service/testing';
import { OrderCancelled, OrderConfirmed } from '@shop/contracts-orders';
import { describe, expect, test } from 'vitest';
import { NotificationsConfig } from '../src/config.ts';
import { NotificationsModule } from '../src/notifications.module.ts';

const mail = await fakeOutside({ '/messages': () => ({ status: 201, body: { messageId: crypto.randomUUID() } }) });
const service = await serviceForTest(NotificationsModule, {
  folder: join(import.meta.dirname, '..'),
  config: NotificationsConfig,
  environment: { OUTSIDE_MAIL_URL: mail.url, OUTSIDE_MAIL_SECRET: 'not-used-here' },
});

const contracts = import.meta.resolve('@shop/contracts-orders');
const confirmed = exampleOf(contracts, OrderConfirmed, 'ordinary');
const cancelled = exampleOf(contracts, OrderCancelled, 'unknown-article');

const noticeSent = (orderId: string, notice: string) => ({ type: 'notifications.notice-sent.v1', orderId, notice });
const mailsAbout = (orderId: string, notice: string) => mail.entries('/messages', `${orderId}/${notice}`);

describe('an order that is confirmed', () => {
  test('is told to the customer, and that to everybody', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    expect(mailsAbout(orderId, 'confirmed')).toEqual([]);

    expect(await service.workUntilSaid(orderId, 1)).toEqual([noticeSent(orderId, 'confirmed')]);
    expect(mail.asked.at(-1)?.body).toMatchObject({ to: confirmed.customer.email });
    expect(mail.asked.at(-1)?.body.text).toContain(confirmed.customer.name);
  });

  test('is told once, whatever is repeated', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    await service.workUntilSaid(orderId, 1);
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    await service.work();

    expect(await service.workUntilSaid(orderId, 1)).toHaveLength(1);
    expect(mailsAbout(orderId, 'confirmed')).toHaveLength(1);
  });

  test('is told once also when the answer of the mail service was lost', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(OrderConfirmed, { ...confirmed, orderId });
    mail.swallow = 1;

    expect(await service.workUntilSaid(orderId, 1)).toEqual([noticeSent(orderId, 'confirmed')]);
    expect(mailsAbout(orderId, 'confirmed')).toHaveLength(1);
  });
});

describe('an order that is cancelled', () => {
  test('is told to the customer with the reason in words', async () => {
    const orderId = crypto.randomUUID();
    await service.hear(OrderCancelled, { ...cancelled, orderId });

    expect(await service.workUntilSaid(orderId, 1)).toEqual([noticeSent(orderId, 'cancelled')]);
    expect(mail.asked.at(-1)?.body.text).toContain('because we do not sell one of its articles');
  });

  test('leaves nothing of the customer in the table of notices', async () => {
    const notices = JSON.stringify(await service.rows('notifications.notices'));

    expect(notices).toContain('cancelled');
    expect(notices).not.toContain(cancelled.customer.email);
  });
});
