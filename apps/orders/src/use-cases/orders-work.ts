import type { SaysOf } from '@holdfast/system-model';
import { Work, type ReadScope, type Scope } from '@holdfast/work';
import type orders from '../../service.ts';
import type { OrderStore } from './order-store.ts';

interface OrdersParts {
  readonly orders: OrderStore;
}

export type OrdersScope = Scope<OrdersParts, SaysOf<typeof orders>>;
export type OrdersReadScope = ReadScope<OrdersParts>;

export class OrdersWork extends Work<OrdersScope> {}
