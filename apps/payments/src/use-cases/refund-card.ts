import { Money } from '@holdfast/contract-kit/money';
import { defineEffect } from '@holdfast/work';
import { z } from 'zod';
import { ToldAmount } from './told-amount.ts';
import { ToldId } from './told-id.ts';

const thirtyDays = 30 * 24 * 60 * 60 * 1_000;

// What was captured is owed, so it is tried until it is done, or until nobody but a person can tell.
export const RefundCard = defineEffect({
  name: 'payments.refund-card',
  dependency: 'card-provider',
  request: z.object({ orderId: z.uuid(), captureId: z.string().min(1), amount: Money }),
  outcome: z.object({ result: z.literal('refunded'), refundId: ToldId, amount: ToldAmount }),
  policy: { attempts: 10_000, withinMs: thirtyDays },
});
