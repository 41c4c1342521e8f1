import { z } from 'zod';
import { highestQuantity, mostLines } from '../domain/order.ts';

// No control characters and no halves of a surrogate pair: PostgreSQL keeps neither U+0000 nor the latter.
const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be text without control characters');

const example = {
  customer: { name: 'Ada Example', email: 'ada@example.com', address: '1 Sample Street, 12345 Sampleton' },
  cardToken: 'tok_visa_ok',
  lines: [{ article: 'mug', quantity: 2 }],
};

export const PlaceOrderBody = z
  .strictObject({
    customer: z.strictObject({
      name: text(200),
      email: z.email().max(254),
      address: text(500),
    }),
    cardToken: text(200),
    lines: z
      .array(z.strictObject({ article: text(64), quantity: z.int().min(1).max(highestQuantity) }))
      .min(1)
      .max(mostLines),
  })
  .meta({ example });
export type PlaceOrderBody = z.infer<typeof PlaceOrderBody>;
