import { doubled, onceEach } from '@holdfast/testkit';
import { OrderSettled } from '@shop/contracts-finance';
import { OrderCancelled, OrderConfirmed } from '@shop/contracts-orders';
import { idsIn, subjectsOf } from '../evidence/evidence.ts';
import type { Invariant } from './invariant.ts';

/** Every accepted order ends in exactly one of settled and cancelled, once. */
export const endsOnce: Invariant = {
  name: 'ends once',
  judge: (evidence) => {
    const settled = subjectsOf(evidence, OrderSettled);
    const cancelled = subjectsOf(evidence, OrderCancelled);
    const confirmed = subjectsOf(evidence, OrderConfirmed);
    return [
      ...doubled(evidence.accepted, 'accepted'),
      ...onceEach(evidence.accepted, [...settled, ...cancelled], 'end of'),
      ...onceEach(settled, confirmed, 'confirmation of settled'),
      ...onceEach(settled, idsIn(evidence, 'settled'), 'state settled of'),
      ...onceEach(cancelled, idsIn(evidence, 'cancelled'), 'state cancelled of'),
      ...withoutReason(evidence.orders),
    ];
  },
};

function withoutReason(orders: Parameters<Invariant['judge']>[0]['orders']): string[] {
  const unexplained = orders.filter(({ state, reason }) => state === 'cancelled' && !reason);
  return unexplained.map(({ id }) => `cancelled without a reason: ${id}`);
}
