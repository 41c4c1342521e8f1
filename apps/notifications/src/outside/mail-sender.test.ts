import { UnexpectedAnswer } from '@holdfast/effects/http';
import { anAttempt, fakeOutside } from '@holdfast/effects/testing';
import { describe, expect, test } from 'vitest';
import { orderId } from '../../test/a-notice.ts';
import { MailSender } from './mail-sender.ts';
import { Mail } from './mail.ts';

const letter = { to: 'ada@example.com', subject: 'Your order', text: 'Dear Ada Example' };
const request = { orderId, notice: 'confirmed' as const, ...letter };
const reference = `${orderId}/confirmed`;

async function aSender(answer: { status: number; body: object } = { status: 201, body: { messageId: 'msg_1' } }) {
  const mail = await fakeOutside({ '/messages': () => answer });
  return { mail, sender: new MailSender(new Mail({ OUTSIDE_MAIL_URL: mail.url })) };
}

describe('sending a mail', () => {
  test('hands it to the mail service under the key of the intent', async () => {
    const { mail, sender } = await aSender();
    const attempt = anAttempt();

    expect(await sender.perform(request, attempt)).toEqual({ messageId: 'msg_1' });
    expect(mail.asked).toMatchObject([{ key: attempt.idempotencyKey, body: { reference, ...letter } }]);
  });

  test.each([
    [503, { code: 'unavailable' }],
    [201, {}],
    [201, { messageId: '' }],
    [201, { messageId: 'm'.repeat(201) }],
    [201, { messageId: 'msg\u0000' }],
    [200, { messageId: 'msg_1' }],
  ])('takes nothing else for an answer: %i %j', async (status, body) => {
    const { sender } = await aSender({ status, body });

    await expect(sender.perform(request, anAttempt())).rejects.toThrow(UnexpectedAnswer);
  });

  test('of which the answer was lost is found out by its key, then by its notice', async () => {
    const { mail, sender } = await aSender();
    const attempt = anAttempt();
    expect(await sender.findOut(request, attempt)).toBe('unknown');
    mail.swallow = 1;
    await expect(sender.perform(request, attempt)).rejects.toThrow('fetch failed');

    expect(await sender.findOut(request, attempt)).toEqual({ messageId: 'msg_1' });
    mail.keys.clear();
    expect(await sender.findOut(request, attempt)).toEqual({ messageId: 'msg_1' });
    expect(mail.entries('/messages', reference)).toHaveLength(1);
  });
});
