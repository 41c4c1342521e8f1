import { useCase } from '@holdfast/work';
import type { OrdersReadScope } from './orders-work.ts';

export interface FindOverdueOrders {
  readonly atMost: number;
}

export const findOverdueOrders = useCase(
  'orders.find-overdue-orders',
  async ({ atMost }: FindOverdueOrders, { orders, now }: OrdersReadScope) => orders.overdue(now, atMost),
);
