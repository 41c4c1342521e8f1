import { useCase } from '@holdfast/work';
import { letterOf } from '../domain/letter.ts';
import type { Notice } from '../domain/notice.ts';
import type { NotificationsScope } from './notifications-work.ts';
import { SendMail } from './send-mail.ts';

export const notifyCustomer = useCase(
  'notifications.notify-customer',
  async (notice: Notice, { notices, intend }: NotificationsScope) => {
    const { orderId, kind, customer } = notice;
    if (!(await notices.want({ orderId, kind }))) return;
    intend(SendMail, {
      key: `${orderId}/${kind}`,
      request: { orderId, notice: kind, to: customer.email, ...letterOf(notice) },
    });
  },
);
