import { memoryScope } from '@holdfast/work/testing';
import { describe, expect, test } from 'vitest';
import { aCancellation, aConfirmation, orderId } from '../../test/a-notice.ts';
import { letterOf } from '../domain/letter.ts';
import { MemoryNoticeStore } from './memory-notice-store.ts';
import { notifyCustomer } from './notify-customer.ts';
import { SendMail } from './send-mail.ts';

const aScope = () => memoryScope({ notices: new MemoryNoticeStore() });

describe('notifying a customer', () => {
  test.each([aConfirmation(), aCancellation()])(
    'intends one mail about "$kind", whatever is repeated',
    async (notice) => {
      const scope = aScope();
      await notifyCustomer(notice, scope);
      await notifyCustomer(notice, scope);
      const { kind } = notice;

      expect(scope.intended).toEqual([
        {
          effect: SendMail,
          key: `${orderId}/${kind}`,
          request: { orderId, notice: kind, to: 'ada@example.com', ...letterOf(notice) },
        },
      ]);
      expect(scope.published).toEqual([]);
    },
  );
});
