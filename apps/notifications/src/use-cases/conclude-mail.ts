import { useCase, type Conclusion } from '@holdfast/work';
import { NoticeSent } from '@shop/contracts-notifications';
import type { NotificationsScope } from './notifications-work.ts';
import type { SendMail } from './send-mail.ts';

export const concludeMail = useCase(
  'notifications.conclude-mail',
  async (
    { request: { orderId, notice }, outcome }: Conclusion<typeof SendMail>,
    { notices, publish }: NotificationsScope,
  ) => {
    const mail = { orderId, kind: notice };
    if (outcome === 'abandoned') return notices.end(mail, { state: 'abandoned' });
    await notices.end(mail, { state: 'sent', messageId: outcome.messageId });
    publish(NoticeSent, { orderId, notice });
  },
);
