import { sql, type Selectable, type Transaction } from 'kysely';
import type { Payment } from '../domain/payment.ts';
import type { PaymentStore } from '../use-cases/payment-store.ts';
import { toColumns, toPayment } from './payment-rows.ts';
import type { Payments, PaymentsDb } from './schema.ts';

export class PostgresPaymentStore implements PaymentStore {
  constructor(private readonly trx: Transaction<PaymentsDb>) {}

  async change<D extends { readonly payment: Payment }>(
    orderId: string,
    decide: (payment: Payment | undefined) => D,
  ): Promise<D> {
    const before = await paymentIn(this.paymentOf(orderId).forUpdate());
    const decision = decide(before);
    if (before) await this.move(orderId, before, decision.payment);
    // Somebody else opened it meanwhile, and has committed: what was decided about no payment is decided anew.
    else if (!(await this.open(orderId, decision.payment))) return this.change(orderId, decide);
    return decision;
  }

  find(orderId: string) {
    return paymentIn(this.paymentOf(orderId));
  }

  private paymentOf(orderId: string) {
    return this.trx.selectFrom('payments').selectAll().where('order_id', '=', orderId);
  }

  private async open(orderId: string, payment: Payment) {
    const { numInsertedOrUpdatedRows } = await this.trx
      .insertInto('payments')
      .values({ order_id: orderId, ...toColumns(payment) })
      .onConflict((conflict) => conflict.column('order_id').doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  private async move(orderId: string, before: Payment, payment: Payment) {
    if (payment === before) return;
    await this.trx
      .updateTable('payments')
      .set({ ...toColumns(payment), since: sql<Date>`now()` })
      .where('order_id', '=', orderId)
      .execute();
  }
}

async function paymentIn(query: PaymentQuery) {
  const row = await query.executeTakeFirst();
  return row && toPayment(row);
}

interface PaymentQuery {
  executeTakeFirst(): Promise<Selectable<Payments> | undefined>;
}
