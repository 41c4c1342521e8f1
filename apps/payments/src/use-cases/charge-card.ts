import { Money } from '@holdfast/contract-kit/money';
import { defineEffect } from '@holdfast/work';
import { z } from 'zod';
import payments from '../../service.ts';
import { ToldAmount } from './told-amount.ts';
import { ToldId } from './told-id.ts';
import { ToldReason } from './told-reason.ts';

// #region effect
export const ChargeCard = defineEffect({
  name: 'payments.charge-card',
  dependency: 'card-provider',
  request: z.object({ orderId: z.uuid(), amount: Money, cardToken: z.string().min(1) }),
  outcome: z.discriminatedUnion('result', [
    z.object({ result: z.literal('captured'), captureId: ToldId, amount: ToldAmount }),
    z.object({ result: z.literal('declined'), reason: ToldReason }),
  ]),
  policy: { timeoutMs: 5_000, attempts: 8, withinMs: payments.deadlinesMs.charge },
});
// #endregion
