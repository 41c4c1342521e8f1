import { defineEvent, type DataOf } from '@holdfast/contract-kit';
import { z } from 'zod';

/** There is no reservation to commit, and nothing is set aside for the order. */
export const ReservationLost = defineEvent({
  name: 'inventory.reservation-lost',
  version: 1,
  subject: 'orderId',
  data: z.object({
    orderId: z.uuid(),
    /** In kebab-case. More reasons may come without a new version. */
    reason: z.string().regex(/^[a-z][a-z0-9-]*$/),
  }),
});
export type ReservationLost = DataOf<typeof ReservationLost>;
