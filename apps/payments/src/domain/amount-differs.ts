import { format, type Money } from '@holdfast/contract-kit/money';

/** The card provider tells of another amount than it was asked for. That is no answer: a person has to look. */
export class AmountDiffers extends Error {
  readonly code = 'amount-differs';
  readonly asked: Money;
  readonly told: Money;

  constructor({ asked, told }: { readonly asked: Money; readonly told: Money }) {
    super(`The card provider was asked for ${format(asked)}, and tells of ${format(told)}.`);
    this.asked = asked;
    this.told = told;
  }
}

/** Throws `AmountDiffers`. */
export function refuseOtherAmount(told: Money, asked: Money): void {
  if (told.amount !== asked.amount || told.currency !== asked.currency) throw new AmountDiffers({ asked, told });
}
