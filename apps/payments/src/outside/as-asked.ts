import type { Money } from '@holdfast/contract-kit/money';
import { refuseOtherAmount } from '../domain/amount-differs.ts';

/** Hands an answer over. One about another amount is none, and throws `AmountDiffers`. */
export function asAsked<A extends Answer>(answer: A, { amount }: { readonly amount: Money }): A {
  if (typeof answer === 'object' && answer.amount) refuseOtherAmount(answer.amount, amount);
  return answer;
}

type Answer = string | { readonly result: string; readonly amount?: Money };
