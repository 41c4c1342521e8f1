import { useCase } from '@holdfast/work';
import { amountInQuestion } from '../domain/amount-in-question.ts';
import type { PaymentsReadScope } from './payments-work.ts';

export interface FindAmountInQuestion {
  readonly orderId: string;
  readonly of: 'charge' | 'refund';
}

export const findAmountInQuestion = useCase(
  'payments.find-amount-in-question',
  async ({ orderId, of }: FindAmountInQuestion, { payments }: PaymentsReadScope) =>
    amountInQuestion(await payments.find(orderId), of),
);
