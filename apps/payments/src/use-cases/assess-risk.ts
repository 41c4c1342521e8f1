import { Money } from '@holdfast/contract-kit/money';
import { defineEffect } from '@holdfast/work';
import { z } from 'zod';
import payments from '../../service.ts';

export const AssessRisk = defineEffect({
  name: 'payments.assess-risk',
  dependency: 'risk',
  request: z.object({ orderId: z.uuid(), amount: Money, email: z.email() }),
  outcome: z.object({ decision: z.enum(['approved', 'declined']) }),
  policy: { timeoutMs: 2_000, attempts: 3, withinMs: payments.deadlinesMs.screen },
});
