import type { Transaction } from 'kysely';
import type { Order } from '../domain/order.ts';
import { UnknownOrder, type ImpossibleFact, type OrderStore, type Page } from '../use-cases/order-store.ts';
import { toLineRows, toOrder, toOrderRow, toStateColumns, toStepRows } from './order-rows.ts';
import type { OrdersDb } from './schema.ts';

export class PostgresOrderStore implements OrderStore {
  constructor(private readonly trx: Transaction<OrdersDb>) {}

  async add(order: Order) {
    await this.trx.insertInto('orders').values(toOrderRow(order)).execute();
    await this.trx.insertInto('order_lines').values(toLineRows(order)).execute();
    await this.trx.insertInto('order_steps').values(toStepRows(order)).execute();
  }

  async get(orderId: string) {
    return this.load(orderId, this.orderOf(orderId));
  }

  async change<D extends { readonly order: Order }>(orderId: string, decide: (order: Order) => D) {
    const before = await this.load(orderId, this.orderOf(orderId).forUpdate());
    const decision = decide(before);
    await this.save(decision.order, before);
    return decision;
  }

  async overdue(at: Date, atMost: number) {
    const rows = await this.trx
      .selectFrom('orders')
      .select('id')
      .where('deadline_at', '<=', at)
      .orderBy('deadline_at')
      .limit(atMost)
      .execute();
    return rows.map(({ id }) => id);
  }

  async noteImpossible({ orderId, state, fact, at }: ImpossibleFact) {
    await this.trx.insertInto('impossible_facts').values({ order_id: orderId, state, fact, at }).execute();
  }

  async notePage({ orderId, step, at }: Page) {
    await this.trx.insertInto('pages').values({ order_id: orderId, step, at }).execute();
  }

  private orderOf(orderId: string) {
    return this.trx.selectFrom('orders').selectAll().where('id', '=', orderId);
  }

  // A change that waited for the row sees the steps of the one before it, because they are read after the row is locked.
  private async load(orderId: string, query: ReturnType<typeof this.orderOf>) {
    const order = await query.executeTakeFirst();
    if (!order) throw new UnknownOrder(orderId);
    return toOrder({ order, lines: await this.linesOf(orderId), steps: await this.stepsOf(orderId) });
  }

  private linesOf(orderId: string) {
    return this.trx
      .selectFrom('order_lines')
      .select(['article', 'quantity'])
      .where('order_id', '=', orderId)
      .orderBy('number')
      .execute();
  }

  private stepsOf(orderId: string) {
    return this.trx
      .selectFrom('order_steps')
      .select(['name', 'service', 'at'])
      .where('order_id', '=', orderId)
      .orderBy('number')
      .execute();
  }

  private async save(order: Order, before: Order) {
    await this.trx.updateTable('orders').set(toStateColumns(order)).where('id', '=', order.id).execute();
    const steps = toStepRows(order, before.steps.length);
    if (steps.length > 0) await this.trx.insertInto('order_steps').values(steps).execute();
  }
}
