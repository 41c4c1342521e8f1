import type { Order } from '../domain/order.ts';
import { UnknownOrder, type ImpossibleFact, type OrderStore } from './order-store.ts';

/** For tests. A change does not wait for anything, so nothing comes between. */
export class MemoryOrderStore implements OrderStore {
  readonly impossibleFacts: ImpossibleFact[] = [];
  private readonly orders = new Map<string, Order>();

  async add(order: Order) {
    if (this.orders.has(order.id)) throw new Error(`Order ${order.id} is there already.`);
    this.orders.set(order.id, order);
  }

  async get(orderId: string) {
    return this.known(orderId);
  }

  async change<D extends { readonly order: Order }>(orderId: string, decide: (order: Order) => D) {
    const decision = decide(this.known(orderId));
    this.orders.set(orderId, decision.order);
    return decision;
  }

  async noteImpossible(fact: ImpossibleFact) {
    this.impossibleFacts.push(fact);
  }

  private known(orderId: string) {
    const order = this.orders.get(orderId);
    if (!order) throw new UnknownOrder(orderId);
    return order;
  }
}
