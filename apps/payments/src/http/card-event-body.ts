import { z } from 'zod';
import { ToldAmount } from '../use-cases/told-amount.ts';
import { ToldId } from '../use-cases/told-id.ts';
import { ToldReason } from '../use-cases/told-reason.ts';

const about = { eventId: ToldId, reference: z.uuid(), idempotencyKey: ToldId };
const amount = z.strictObject(ToldAmount.shape);

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
    z.strictObject({ event: z.literal('captured'), ...about, captureId: ToldId, amount }),
    z.strictObject({
      event: z.literal('declined'),
      ...about,
      reason: ToldReason,
      amount: amount.optional(),
    }),
    z.strictObject({ event: z.literal('refunded'), ...about, captureId: ToldId.optional(), refundId: ToldId, amount }),
  ])
  .meta({ example });
export type CardEventBody = z.infer<typeof CardEventBody>;
