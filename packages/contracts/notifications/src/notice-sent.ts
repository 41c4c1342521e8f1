import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** The mail service has taken a notice to the customer. */
export const NoticeSent = defineEvent({
  name: 'notifications.notice-sent',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** What it was about, in kebab-case: `confirmed`, `cancelled`. More may come without a new version. */
    notice: z.string().regex(/^[a-z][a-z0-9-]*$/),
  }),
});
export type NoticeSent = DataOf<typeof NoticeSent>;
