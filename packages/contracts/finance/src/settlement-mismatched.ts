import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** What was priced, captured, refunded and shipped for an order does not agree. The order is not settled before somebody has looked. */
export const SettlementMismatched = defineEvent({
  name: 'finance.settlement-mismatched',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** In kebab-case, for example `captured-differs`. More kinds may come without a new version. */
    kind: z.string().regex(/^[a-z][a-z0-9-]*$/),
    expected: Money.optional(),
    found: Money.optional(),
  }),
});
export type SettlementMismatched = DataOf<typeof SettlementMismatched>;
