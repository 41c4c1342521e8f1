import { memoryScope } from '@holdfast/work/testing';
import { NoticeSent } from '@shop/contracts-notifications';
import { describe, expect, test } from 'vitest';
import { aConfirmation, orderId } from '../../test/a-notice.ts';
import { letterOf } from '../domain/letter.ts';
import { concludeMail } from './conclude-mail.ts';
import { MemoryNoticeStore } from './memory-notice-store.ts';
import { NoticeNotWanted } from './notice-store.ts';
import { notifyCustomer } from './notify-customer.ts';

const key = `${orderId}/confirmed`;
const request = {
  orderId,
  notice: 'confirmed' as const,
  to: 'ada@example.com',
  ...letterOf(aConfirmation()),
};

async function notified() {
  const scope = memoryScope({ notices: new MemoryNoticeStore() });
  await notifyCustomer(aConfirmation(), scope);
  return scope;
}

describe('a mail', () => {
  test('that the mail service has taken is told, once', async () => {
    const scope = await notified();
    const conclude = () => concludeMail({ key, request, outcome: { messageId: 'msg_1' } }, scope);
    await conclude();

    expect(scope.published).toEqual([{ message: NoticeSent, data: { orderId, notice: 'confirmed' } }]);
    await expect(conclude()).rejects.toThrow(NoticeNotWanted);
  });

  test('that a person has abandoned is not told', async () => {
    const scope = await notified();
    await concludeMail({ key, request, outcome: 'abandoned' }, scope);

    expect(scope.published).toEqual([]);
  });
});
