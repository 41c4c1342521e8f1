import { defineEffect } from '@holdfast/work';
import { z } from 'zod';

const sevenDays = 7 * 24 * 60 * 60 * 1_000;

export const SendMail = defineEffect({
  name: 'notifications.send-mail',
  dependency: 'mail',
  request: z.object({
    orderId: z.uuid(),
    notice: z.enum(['confirmed', 'cancelled']),
    to: z.email(),
    subject: z.string().min(1),
    text: z.string().min(1),
  }),
  outcome: z.object({
    messageId: z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be text without control characters'),
  }),
  policy: { attempts: 10_000, withinMs: sevenDays },
});
