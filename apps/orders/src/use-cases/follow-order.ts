import { useCase } from '@holdfast/work';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { leadOrder } from './lead-order.ts';
import { UnknownOrder } from './order-store.ts';
import type { OrdersScope } from './orders-work.ts';

export interface FollowOrder {
  readonly orderId: string;
  readonly fact: CheckoutFact;
}

export const followOrder = useCase(
  'orders.follow-order',
  async ({ orderId, fact }: FollowOrder, scope: OrdersScope) => {
    try {
      await leadOrder(orderId, () => fact, scope);
    } catch (error) {
      if (!(error instanceof UnknownOrder)) throw error;
      await passOver({ orderId, fact }, scope);
    }
  },
);

/**
 * An order is committed before anybody is told of it, so waiting would not bring it, and would hold up every order behind
 * it. Either an operator commanded something about an order of their own invention, or this database was restored from a
 * backup and others know of an order that it has lost. The row says which order and what; it is for a person to look at.
 */
function passOver({ orderId, fact }: FollowOrder, { orders, now }: OrdersScope): Promise<void> {
  return orders.noteImpossible({ orderId, state: 'none', fact: fact.type, at: now });
}
