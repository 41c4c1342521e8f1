import { useCase } from '@holdfast/work';
import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { leadOrder } from './lead-order.ts';
import type { OrdersScope } from './orders-work.ts';

export interface FollowOrder {
  readonly orderId: string;
  readonly fact: CheckoutFact;
}

export const followOrder = useCase(
  'orders.follow-order',
  async ({ orderId, fact }: FollowOrder, scope: OrdersScope) => {
    await leadOrder(orderId, () => fact, scope);
  },
);
