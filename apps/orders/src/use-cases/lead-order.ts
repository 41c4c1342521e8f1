import type { CheckoutFact } from '../domain/checkout-fact.ts';
import { follow, type Followed, type Order } from '../domain/order.ts';
import { deadlinesMs } from './deadlines.ts';
import { obey } from './obey.ts';
import type { OrdersScope } from './orders-work.ts';

/** What follows from a fact is said in the transaction of the fact, so a rerun says nothing twice. */
export async function leadOrder(
  orderId: string,
  factOf: (order: Order) => CheckoutFact | undefined,
  scope: OrdersScope,
): Promise<Followed> {
  const followed = await scope.orders.change(orderId, (order) => {
    const fact = factOf(order);
    return fact ? follow(order, fact, scope.now, deadlinesMs) : { order, commands: [] };
  });
  for (const command of followed.commands) await obey(command, followed.order, scope);
  return followed;
}
