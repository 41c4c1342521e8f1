import { sql, type Transaction } from 'kysely';
import type { Decision } from '../domain/screening.ts';
import { NothingToDecide, type ScreeningStore } from '../use-cases/screening-store.ts';
import type { PaymentsDb } from './schema.ts';

export class PostgresScreeningStore implements ScreeningStore {
  constructor(private readonly trx: Transaction<PaymentsDb>) {}

  async open(orderId: string) {
    const { numInsertedOrUpdatedRows } = await this.trx
      .insertInto('screenings')
      .values({ order_id: orderId })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return { isFirst: numInsertedOrUpdatedRows === 1n, decision: await this.decisionOn(orderId) };
  }

  async decide(orderId: string, decision: Decision) {
    const { numUpdatedRows } = await this.trx
      .updateTable('screenings')
      .set({ decision, decided_at: sql<Date>`now()` })
      .where('order_id', '=', orderId)
      .where('decision', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw new NothingToDecide(orderId);
  }

  // A constraint of the table knows the decisions.
  private async decisionOn(orderId: string) {
    const screening = this.trx.selectFrom('screenings').select('decision').where('order_id', '=', orderId);
    const { decision } = await screening.executeTakeFirstOrThrow();
    return (decision ?? undefined) as Decision | undefined;
  }
}
