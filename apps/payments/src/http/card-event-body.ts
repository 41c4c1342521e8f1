import { Money } from '@holdfast/contract-kit/money';
import { z } from 'zod';

const about = {
  eventId: z.string().min(1).max(200),
  reference: z.uuid(),
  idempotencyKey: z.string().min(1).max(200),
};
const id = z.string().min(1).max(200);
const amount = z.strictObject(Money.shape);

const example = {
  event: 'captured',
  eventId: 'evt_7001',
  reference: '01980a5e-7c00-7abc-8def-0123456789ab',
  idempotencyKey: '5c0a4c0e-2a4f-4d0c-9f0e-0d4b1c5d8a01',
  captureId: 'cap_7001',
  amount: { amount: 12_990, currency: 'EUR' },
};

export const CardEventBody = z
  .discriminatedUnion('event', [
    z.strictObject({ event: z.literal('captured'), ...about, captureId: id, amount }),
    z.strictObject({
      event: z.literal('declined'),
      ...about,
      reason: z.string().regex(/^[a-z][a-z0-9-]*$/),
      amount: amount.optional(),
    }),
    z.strictObject({ event: z.literal('refunded'), ...about, captureId: id.optional(), refundId: id, amount }),
  ])
  .meta({ example });
export type CardEventBody = z.infer<typeof CardEventBody>;
