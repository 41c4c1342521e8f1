import { Money } from '@holdfast/contract-kit/money';

/**
 * What an order may cost: nothing, where everything in it is given away, and never below. No order comes near the upper end,
 * and some of that size still add up exactly.
 */
export const AmountOfOrder = Money.extend({ amount: Money.shape.amount.min(0).max(1_000_000_000_000_000) });
