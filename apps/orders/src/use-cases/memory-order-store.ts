import type { Order } from '../domain/order.ts';
import { UnknownOrder, type ImpossibleFact, type OrderStore, type Page } from './order-store.ts';

/** For tests. A change does not wait for anything, so nothing comes between. */
export class MemoryOrderStore implements OrderStore {
  readonly impossibleFacts: ImpossibleFact[] = [];
  readonly pages: Page[] = [];
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

  async overdue(at: Date, atMost: number) {
    return [...this.orders.values()]
      .flatMap(({ id, deadline }) => (deadline && deadline <= at ? [{ id, deadline }] : []))
      .toSorted((one, other) => one.deadline.getTime() - other.deadline.getTime())
      .map(({ id }) => id)
      .slice(0, atMost);
  }

  async noteImpossible(fact: ImpossibleFact) {
    this.impossibleFacts.push(fact);
  }

  async notePage(page: Page) {
    this.pages.push(page);
  }

  private known(orderId: string) {
    const order = this.orders.get(orderId);
    if (!order) throw new UnknownOrder(orderId);
    return order;
  }
}
