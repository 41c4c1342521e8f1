import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

/** What an order costs, once and for all: whoever charges, ships or settles it goes by these amounts. */
// #region message
export const OrderPriced = defineEvent({
  name: 'pricing.order-priced',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** All three in one currency; `gross` is `net` and `tax` together, and the amount to be charged. */
    totals: z.object({ net: Money, tax: Money, gross: Money }),
    /** In the sequence of the order. `net` is the unit price times the quantity; they add up to the net total. */
    lines: z
      .array(z.object({ article: z.string().min(1), quantity: z.int().min(1), unitPrice: Money, net: Money }))
      .min(1),
    /** The name of the price list that was in force. */
    priceList: z.string().min(1),
  }),
});
// #endregion
export type OrderPriced = DataOf<typeof OrderPriced>;
