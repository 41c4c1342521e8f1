import { Money } from '@holdfast/contract-kit/money';
import type { z } from 'zod';

/** An amount as the card provider tells it: nothing is taken or given back below nothing. */
export const ToldAmount = Money.extend({ amount: Money.shape.amount.min(0) });
export type ToldAmount = z.infer<typeof ToldAmount>;
